package ai.trivector.collab.server;

import ai.trivector.collab.server.config.Config;
import ai.trivector.collab.server.config.ConfigException;
import ai.trivector.collab.server.observe.Logging;
import ai.trivector.collab.server.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Starts the server, and stops it when the process is told to; or does an operator's errand. */
public final class Main {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Main() {}

  /** Takes a verb, or none to serve; all settings are environment variables. */
  public static void main(String[] args) {
    Optional<Verb> verb = Verb.of(args);
    if (verb.isEmpty()) {
      System.err.println(Verb.USAGE);
      System.exit(MISUSED);
      return;
    }
    Config config;
    try {
      config = Config.load(Path.of(""), System.getenv());
    } catch (ConfigException e) {
      fail("trivector-collab cannot start: ", e);
      return;
    }
    Path dataDir = config.dataDir();
    Ids ids = new Ids(new SecureRandom());
    InstantSource clock = InstantSource.system();
    switch (verb.get()) {
      case Verb.Serve _ -> serve(config);
      case Verb.Backup(Path to) -> attend(() -> Upkeep.backup(dataDir, to));
      case Verb.Restore(Path from) ->
          attend(() -> Upkeep.restore(dataDir, from, ids::epoch, clock.instant()));
      case Verb.Recover _ -> attend(() -> Upkeep.recover(dataDir, ids::epoch, clock.instant()));
      case Verb.Check _ -> attend(() -> Upkeep.check(dataDir));
    }
  }

  private static void serve(Config config) {
    // With it Netty loads Flight Recorder's own machinery at the first connection, whether somebody
    // records or not: a tenth of the start, for events that tell of nothing but its buffers.
    System.getProperties().putIfAbsent("io.netty.jfr.enabled", "false");
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
      fail("trivector-collab cannot start: ", e);
    } catch (RuntimeException e) {
      // A bug. Threads that run already would keep the process for ever.
      LoggerFactory.getLogger(Main.class).error("event=start_failed", e);
      fail("trivector-collab cannot start: ", e);
    }
  }

  private static void attend(Supplier<Upkeep> errand) {
    Logging.startQuietly();
    try {
      Upkeep done = errand.get();
      done.lines().forEach(System.out::println);
      System.exit(done.isGood() ? 0 : FAILED);
    } catch (StoreException e) {
      fail("trivector-collab: ", e);
    }
  }

  /** One line for the operator, and an exit code for what started us. */
  private static void fail(String what, Exception reason) {
    System.err.println(what + reason.getMessage());
    System.exit(FAILED);
  }
}
