package ai.trivector.collab.server;

import ai.trivector.collab.server.config.Config;
import ai.trivector.collab.server.config.ConfigException;
import ai.trivector.collab.server.observe.Logging;
import ai.trivector.collab.server.store.StoreException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Starts the server, and stops it when the process is told to. */
public final class Main {

  private Main() {}

  /** Takes no arguments: all settings are environment variables. */
  public static void main(String[] args) {
    Config config;
    try {
      config = Config.load(Path.of(""), System.getenv());
    } catch (ConfigException e) {
      failToStart(e);
      return;
    }
    Logging.start(config.logLevel().name(), config.logDir());
    try {
      Server server = Server.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "shutdown"));
      LoggerFactory.getLogger(Main.class)
          .info(
              "event=started url=http://{}:{}/trilogic environment={} data={}",
              // The address that a browser on this machine understands.
              config.host().equals("0.0.0.0") || config.host().equals("127.0.0.1")
                  ? "localhost"
                  : config.host(),
              server.port(),
              config.environment(),
              config.dataDir().toAbsolutePath());
    } catch (StartException | StoreException e) {
      failToStart(e);
    } catch (RuntimeException e) {
      // A bug. Threads that run already would keep the process for ever.
      LoggerFactory.getLogger(Main.class).error("event=start_failed", e);
      failToStart(e);
    }
  }

  /** One line for the operator, and an exit code for what started us. */
  private static void failToStart(Exception reason) {
    System.err.println("trivector-collab cannot start: " + reason.getMessage());
    System.exit(1);
  }
}
