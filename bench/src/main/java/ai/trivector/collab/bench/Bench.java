package ai.trivector.collab.bench;

import ai.trivector.collab.bench.process.ScratchDirectory;
import ai.trivector.collab.bench.sidebyside.BenchRun;
import ai.trivector.collab.bench.sidebyside.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** {@code ./dev bench}: the product beside other servers. */
public final class Bench {

  private static final int MISUSED = 2;

  private Bench() {}

  /**
   * Runs it.
   *
   * @param args as {@link Options#parse} takes them
   */
  public static void main(String[] args) throws IOException, SQLException {
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(MISUSED);
      return;
    }
    // Whoever stops it stops its servers.
    Runtime.getRuntime().addShutdownHook(new Thread(Soak::endServers, "shutdown"));
    Path dir = ScratchDirectory.make();
    boolean good = new BenchRun(options, dir, System.out).run();
    ScratchDirectory.delete(dir);
    System.exit(good ? 0 : 1);
  }
}
