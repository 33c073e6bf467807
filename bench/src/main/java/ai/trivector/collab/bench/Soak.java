package ai.trivector.collab.bench;

import ai.trivector.collab.bench.crash.CrashSoak;
import ai.trivector.collab.bench.endurance.EnduranceSoak;
import ai.trivector.collab.bench.overload.OverloadSoak;
import ai.trivector.collab.bench.process.ScratchDirectory;
import ai.trivector.collab.bench.restart.RestartSoak;
import ai.trivector.collab.bench.slow.SlowSoak;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** {@code ./dev soak}: runs one soak, and ends with 0 if nothing was wrong. */
public final class Soak {

  private static final String ENDURANCE = "endurance";
  private static final int DEFAULT_MINUTES = 30;
  private static final int DEFAULT_CRASH_ROUNDS = 1000;
  private static final int DEFAULT_RESTART_CLIENTS = 5000;
  private static final int DEFAULT_SLOW_READERS = 500;
  private static final int DEFAULT_OUTSIDERS = 3000;
  private static final Path RESULTS = Path.of("bench", "results");

  private Soak() {}

  /**
   * Runs one, and leaves what is to be looked at where it failed.
   *
   * @param args which soak, or none for the endurance, and how long or how many
   */
  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    boolean named = args.length > 0 && !args[0].matches("\\d+");
    String which = named ? args[0] : ENDURANCE;
    int last = named ? 1 : 0;
    int size = args.length > last ? Integer.parseInt(args[last]) : -1;
    // Whoever stops a soak stops its servers.
    Runtime.getRuntime().addShutdownHook(new Thread(Soak::endServers, "shutdown"));
    Path dir = ScratchDirectory.make();
    boolean good;
    try {
      good =
          switch (which) {
            case "crash" ->
                new CrashSoak(dir, seed(), System.out).run(size < 0 ? DEFAULT_CRASH_ROUNDS : size);
            case "restart" ->
                new RestartSoak(dir, RESULTS, seed(), System.out)
                    .run(size < 0 ? DEFAULT_RESTART_CLIENTS : size);
            case "slow" ->
                new SlowSoak(dir, RESULTS, seed(), System.out)
                    .run(size < 0 ? DEFAULT_SLOW_READERS : size);
            case "overload" ->
                new OverloadSoak(dir, RESULTS, seed(), System.out)
                    .run(size < 0 ? DEFAULT_OUTSIDERS : size);
            case ENDURANCE ->
                new EnduranceSoak(dir, RESULTS, seed(), System.out)
                    .run(size < 0 ? DEFAULT_MINUTES : size);
            default -> throw new IllegalArgumentException("there is no soak '%s'".formatted(which));
          };
    } catch (RuntimeException e) {
      System.out.println("what it left is in " + dir);
      throw e;
    }
    if (good) {
      ScratchDirectory.delete(dir);
    } else {
      System.out.println("what it left is in " + dir);
    }
    System.exit(good ? 0 : 1);
  }

  static void endServers() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
  }

  /** Another one each time, unless one is asked for. */
  private static long seed() {
    return Long.getLong("seed", System.nanoTime());
  }
}
