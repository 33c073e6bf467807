package ai.trivector.collab.bench.restart;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.report.LinePlot;
import ai.trivector.collab.bench.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Restarts the server under thousands of clients, twice: with the protocol's back-off, and, to show
 * what that is good for, with one that does not spread.
 */
public final class RestartSoak {

  private static final double SECONDS_PER_SLOT = Curve.SLOT.toMillis() / 1000.0;
  private static final int FINE_SLOTS = 50;
  private static final int COARSE = 10;

  private final Path dir;
  private final Path results;
  private final long seed;
  private final PrintStream out;

  /**
   * @param dir for data directories
   * @param results for the report
   */
  public RestartSoak(Path dir, Path results, long seed, PrintStream out) {
    this.dir = dir;
    this.results = results;
    this.seed = seed;
    this.out = out;
  }

  /** True if everybody came back, as they were, and not all at once. */
  public boolean run(int clients) throws SQLException {
    out.printf("restart: %d clients, seed %d%n", clients, seed);
    try (Deployment spread =
            new Deployment(clients, dir.resolve("spread"), BackoffRule.PROTOCOL, seed);
        Deployment together =
            new Deployment(
                clients, dir.resolve("together"), BackoffRule.PROTOCOL.withoutJitter(), seed)) {
      spread.run();
      table(spread.observer());
      out.println("restart: once more, without jitter");
      together.run();
      boolean good = judge(clients, spread);
      good &= judge(clients, together);
      int peak = spread.observer().attempts.peak();
      int peakTogether = together.observer().attempts.peak();
      if (peak >= peakTogether) {
        out.println("  the jitter spreads nothing");
        good = false;
      }
      summary(spread, together);
      write(clients, spread, together);
      out.println(good ? "restart: all came back" : "restart: FAILED");
      return good;
    }
  }

  private boolean judge(int clients, Deployment deployment) {
    Observer seen = deployment.observer();
    boolean good = true;
    good &= holds(seen.closed.total() == clients, "closed were %d", seen.closed.total());
    good &= holds(seen.closedOtherwise() == 0, "the codes were %s", seen.codes);
    good &= holds(seen.notResumed() == 0, "%d did not go on where they were", seen.notResumed());
    good &= holds(deployment.tally().errors == 0, "%d changes refused", deployment.tally().errors);
    good &=
        holds(
            deployment.tally().violationCount() == 0,
            "violations: %s",
            deployment.tally().violations());
    return good;
  }

  private boolean holds(boolean condition, String otherwise, Object value) {
    if (!condition) {
      out.printf("  " + otherwise + "%n", value);
    }
    return condition;
  }

  private void table(Observer seen) {
    out.printf(
        "%8s%10s%10s%10s%10s%12s%n", "s", "closed", "attempts", "let in", "live", "live in all");
    int all = 0;
    for (int slot = 0; slot < slots(seen); ) {
      // Each tenth of a second while there is much to see, then each second.
      int width = slot < FINE_SLOTS ? 1 : COARSE;
      int[] row = new int[4];
      for (int end = slot + width, at = slot; at < end; at++) {
        row[0] += seen.closed.at(at);
        row[1] += seen.attempts.at(at);
        row[2] += seen.letIn.at(at);
        row[3] += seen.live.at(at);
      }
      all += row[3];
      out.printf(
          "%8.1f%10d%10d%10d%10d%12d%n",
          slot * SECONDS_PER_SLOT, row[0], row[1], row[2], row[3], all);
      slot += width;
    }
  }

  private void summary(Deployment spread, Deployment together) {
    out.printf("%-44s%12s%12s%n", "", "jitter", "none");
    line("stop, ms", spread.stopTook().toMillis(), together.stopTook().toMillis());
    line("start, ms", spread.startTook().toMillis(), together.startTook().toMillis());
    line(
        "connection attempts",
        spread.observer().attempts.total(),
        together.observer().attempts.total());
    line(
        "most attempts in a tenth of a second",
        spread.observer().attempts.peak(),
        together.observer().attempts.peak());
    line(
        "most let in in a tenth of a second",
        spread.observer().letIn.peak(),
        together.observer().letIn.peak());
    line("all live again, ms after SIGTERM", liveAfter(spread), liveAfter(together));
    line("changes sent meanwhile", spread.tally().sent, together.tally().sent);
    line("sent again", spread.tally().resent, together.tally().resent);
    line("violations", spread.tally().violationCount(), together.tally().violationCount());
  }

  private void line(String what, long one, long other) {
    out.printf("%-44s%12d%12d%n", what, one, other);
  }

  private void write(int clients, Deployment spread, Deployment together) {
    Observer seen = spread.observer();
    int slots = Math.max(slots(seen), slots(together.observer()));
    new Report(results, "restart")
        .put("clients", clients)
        .put("seed", seed)
        .put("slot_ms", Curve.SLOT.toMillis())
        .put("stop_ms", spread.stopTook().toMillis())
        .put("start_ms", spread.startTook().toMillis())
        .put("all_live_ms", liveAfter(spread))
        .put("peak_attempts_per_slot", seen.attempts.peak())
        .put("peak_attempts_per_slot_without_jitter", together.observer().attempts.peak())
        .put("violations", spread.tally().violationCount())
        .put("closed", seen.closed.values(slots))
        .put("attempts", seen.attempts.values(slots))
        .put("let_in", seen.letIn.values(slots))
        .put("live", seen.live.values(slots))
        .put("attempts_without_jitter", together.observer().attempts.values(slots))
        .write(
            List.of(
                new LinePlot(
                        "",
                        "A restart under %d clients, in each tenth of a second".formatted(clients),
                        "seconds after SIGTERM",
                        SECONDS_PER_SLOT)
                    .line("closed", seen.closed.values(slots))
                    .line("attempts", seen.attempts.values(slots))
                    .line("live again", seen.live.values(slots))
                    .line("attempts, no jitter", together.observer().attempts.values(slots))));
    out.println("restart: written to " + results.resolve("restart.json"));
  }

  private static long liveAfter(Deployment deployment) {
    return deployment.observer().live.slots() * Curve.SLOT.toMillis();
  }

  private static int slots(Observer seen) {
    return Math.max(seen.closed.slots(), Math.max(seen.attempts.slots(), seen.live.slots()));
  }
}
