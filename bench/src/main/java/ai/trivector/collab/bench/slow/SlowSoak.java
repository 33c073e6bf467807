package ai.trivector.collab.bench.slow;

import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.ServerProcess;
import ai.trivector.collab.bench.report.LinePlot;
import ai.trivector.collab.bench.report.Report;
import ai.trivector.collab.protocol.Limits;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Hundreds of members stop reading in rooms that are busy, twice, and between those times are not
 * there, so that the others' latency can be told with them and without.
 */
public final class SlowSoak {

  private static final int CYCLES = 2;
  private static final Duration WITHOUT = Duration.ofSeconds(15);

  /** As long as it takes to send a reader well over the bound, and some more at the bound. */
  private static final Duration ASLEEP = Duration.ofSeconds(30);

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration SAMPLE = Duration.ofMillis(500);
  private static final Duration START = Duration.ofSeconds(30);

  /** What a connection may hold: its queue, the channel's water mark, and its own objects. */
  private static final int MAX_KIB_PER_SLEEPER = Limits.MAX_QUEUED_BYTES / 1024 + 64 + 32;

  /** With a heap that cannot grow by gigabytes out of convenience, and hide what is asked. */
  private static final String HEAP = "-Xmx256m";

  private final Path dir;
  private final Path results;
  private final long seed;
  private final PrintStream out;
  private final List<Long> rssMib = new ArrayList<>();
  private final LatencyHistogram without = new LatencyHistogram();
  private final LatencyHistogram with = new LatencyHistogram();
  private boolean good = true;

  /**
   * @param dir for the data directory
   * @param results for the report
   */
  public SlowSoak(Path dir, Path results, long seed, PrintStream out) {
    this.dir = dir;
    this.results = results;
    this.seed = seed;
    this.out = out;
  }

  /** True if memory stayed under its bound, and nobody else noticed. */
  public boolean run(int sleepers) throws SQLException {
    out.printf("slow: %d members stop reading, seed %d%n", sleepers, seed);
    int port = FreePort.find();
    PackagedServer packaged = PackagedServer.asRun().with(List.of(HEAP));
    Map<String, String> settings = Map.of("MAX_MESSAGES_PER_SECOND", "1000");
    try (ServerProcess server = ServerProcess.start(packaged, dir, port, settings);
        Rooms rooms = new Rooms(port, dir, seed)) {
      server.awaitReady(START);
      rooms.open(server);
      watch(server, WARM_UP);
      rooms.takeLatencies();
      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        cycle(server, rooms, sleepers, cycle);
      }
      rooms.close(server);
      check(rooms.tally().violationCount() == 0, "violations: " + rooms.tally().violations());
      check(rooms.tally().errors == 0, "changes were refused: " + rooms.tally().errors);
      check(rooms.lostSleepers() == 0, "connections were lost: " + rooms.lostSleepers());
    }
    compareLatencies();
    write(sleepers);
    out.println(good ? "slow: nobody else noticed" : "slow: FAILED");
    return good;
  }

  private void cycle(ServerProcess server, Rooms rooms, int sleepers, int cycle)
      throws SQLException {
    long rssBefore = watch(server, WITHOUT);
    without.add(rooms.takeLatencies());
    long heapBefore = server.jvm().heapKibAfterGc();
    rooms.sleepersCome(sleepers);
    rooms.takeLatencies();
    rooms.sleepersStopReading();
    long rssAsleep = watch(server, ASLEEP);
    with.add(rooms.takeLatencies());
    long heapAsleep = server.jvm().heapKibAfterGc();
    Map<Client, Integer> states = rooms.sleepersReadAgain();
    rooms.sleepersLeave();
    rooms.takeLatencies();
    long once = states.values().stream().filter(count -> count == 1).count();
    long growthKib = Math.max(rssAsleep - rssBefore, heapAsleep - heapBefore);
    out.printf(
        "slow: %d. RSS %d MiB, %d MiB with them asleep; heap after GC %d and %d MiB; %d KiB for each at most; one state when they woke: %d of %d%n",
        cycle,
        rssBefore / 1024,
        rssAsleep / 1024,
        heapBefore / 1024,
        heapAsleep / 1024,
        growthKib / sleepers,
        once,
        sleepers);
    check(once == sleepers, "not each was sent one state: " + states.values());
    check(
        growthKib <= (long) MAX_KIB_PER_SLEEPER * sleepers,
        "each takes more than %d KiB".formatted(MAX_KIB_PER_SLEEPER));
  }

  /** Lets it run for so long, and returns the most memory that it had meanwhile. */
  private long watch(ServerProcess server, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long mostKib = 0;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(SAMPLE.toNanos());
      long kib = server.usage().rssKib();
      rssMib.add(kib / 1024);
      mostKib = Math.max(mostKib, kib);
    }
    return mostKib;
  }

  private void compareLatencies() {
    out.printf("%-24s%14s%14s%14s%n", "edit to others, ms", "p50", "p99", "messages");
    print("nobody asleep", without);
    print("with sleepers", with);
    // Twice, and what a busy machine does to a run of a minute.
    check(
        millis(with, 0.5) <= 2 * millis(without, 0.5) + 2
            && millis(with, 0.99) <= 2 * millis(without, 0.99) + 20,
        "the others waited longer");
  }

  private void print(String when, LatencyHistogram times) {
    out.printf(
        "%-24s%14.2f%14.2f%14d%n", when, millis(times, 0.5), millis(times, 0.99), times.count());
  }

  private static double millis(LatencyHistogram times, double share) {
    return times.quantile(share).toNanos() / 1e6;
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      good = false;
      out.println("  " + otherwise);
    }
  }

  private void write(int sleepers) {
    new Report(results, "slow")
        .put("sleepers", sleepers)
        .put("seed", seed)
        .put("jvm_flags", HEAP)
        .put("p50_ms_without", millis(without, 0.5))
        .put("p99_ms_without", millis(without, 0.99))
        .put("p50_ms_with", millis(with, 0.5))
        .put("p99_ms_with", millis(with, 0.99))
        .put("good", good)
        .put("rss_mib", rssMib)
        .write(
            List.of(
                new LinePlot(
                        "",
                        "Memory with %d members that read, do not read, and are not there"
                            .formatted(sleepers),
                        "seconds of watching",
                        SAMPLE.toMillis() / 1000.0)
                    .line("RSS, MiB", rssMib)));
    out.println("slow: written to " + results.resolve("slow.json"));
  }
}
