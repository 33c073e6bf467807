package ai.trivector.collab.bench.crash;

import ai.trivector.collab.bench.process.PackagedServer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Kills servers under load, round after round, and holds their logs to all that clients were told.
 * Two lanes side by side, one for each durability: while one server starts, the other works.
 */
public final class CrashSoak {

  private static final List<String> DURABILITIES = List.of("os", "fsync");
  private static final int PROGRESS_EVERY = 50;

  private final Path dir;
  private final PrintStream out;
  private final long seed;
  private final long startedNanos = System.nanoTime();

  /**
   * @param dir where data directories and archives are made
   */
  public CrashSoak(Path dir, long seed, PrintStream out) {
    this.dir = dir;
    this.seed = seed;
    this.out = out;
  }

  /** Runs so many rounds, over all lanes; true if nothing was violated. */
  public boolean run(int rounds) throws InterruptedException {
    out.printf("crash: %d rounds, seed %d%n", rounds, seed);
    PackagedServer server = PackagedServer.fastToStart(dir);
    List<Ending> plan = Ending.plan(rounds, new SplittableRandom(seed));
    AtomicInteger done = new AtomicInteger();
    Result total = new Result();
    try (ExecutorService lanes = Executors.newFixedThreadPool(DURABILITIES.size())) {
      List<Future<Result>> running = new ArrayList<>();
      for (int i = 0; i < DURABILITIES.size(); i++) {
        List<Ending> share = everyOther(plan, i);
        String durability = DURABILITIES.get(i);
        long laneSeed = seed + i;
        running.add(
            lanes.submit(() -> {
              try (Lane lane =
                  new Lane(server, dir.resolve("lane-" + durability), durability, laneSeed)) {
                return lane.run(share, () -> progress(done.incrementAndGet(), rounds));
              }
            }));
      }
      for (Future<Result> lane : running) {
        total.add(result(lane));
      }
    }
    print(total);
    boolean complete = total.total() == rounds;
    out.println(
        complete && total.tally.violationCount() == 0
            ? "crash: nothing was lost, nothing came twice"
            : "crash: FAILED");
    return complete && total.tally.violationCount() == 0;
  }

  private static List<Ending> everyOther(List<Ending> plan, int first) {
    return IntStream.range(0, plan.size())
        .filter(round -> round % DURABILITIES.size() == first)
        .mapToObj(plan::get)
        .toList();
  }

  private Result result(Future<Result> lane) throws InterruptedException {
    try {
      return lane.get();
    } catch (ExecutionException e) {
      Result failed = new Result();
      failed.tally.violation("the lane failed: " + e.getCause());
      e.printStackTrace(out);
      return failed;
    }
  }

  private void progress(int done, int rounds) {
    if (done % PROGRESS_EVERY == 0) {
      out.printf("crash: %5d of %d rounds, %s%n", done, rounds, elapsed());
    }
  }

  private String elapsed() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
    return "%d min %02d s".formatted(elapsed.toMinutes(), elapsed.toSecondsPart());
  }

  private void print(Result total) {
    out.println();
    for (Ending ending : Ending.values()) {
      line("killed " + ending.words, total.rounds.getOrDefault(ending, 0));
    }
    line("rounds", total.total());
    line("starts of the server", total.starts);
    line("changes sent", total.tally.sent);
    line("sent again", total.tally.resent);
    line("echoes of them", total.tally.echoes);
    line("acknowledged without an echo", total.tally.acks);
    line("duplicates refused by their number", total.tally.duplicates);
    line("conflicts reported", total.tally.conflicts);
    line("refused", total.tally.errors);
    line("messages received and checked", total.tally.received);
    line("events in the logs", total.tally.inLog);
    line("connections cut by clients", total.tally.drops);
    line("mean start, ms", total.startMillis / Math.max(1, total.readyStarts));
    line("longest start, ms", total.longestStartMillis);
    line("longest from kill to all back, ms", total.longestAwayMillis);
    line("violations", total.tally.violationCount());
    total.tally.violations().forEach(what -> out.println("  " + what));
    out.printf("%-36s%12s%n", "time", elapsed());
  }

  private void line(String what, long count) {
    out.printf("%-36s%12d%n", what, count);
  }
}
