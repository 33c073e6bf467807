package ai.trivector.collab.bench.overload;

import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.ServerProcess;
import ai.trivector.collab.bench.report.Report;
import ai.trivector.collab.protocol.CloseCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A server that is full of people at work, and many more who want in, again and again: to sessions
 * that are open, for which there are too many connections, and to others, for which there are too
 * many sessions. They come and go, so that what the others notice can be told with them and
 * without.
 */
public final class OverloadSoak {

  private static final int CYCLES = 3;
  private static final int ROOMS = 100;

  /** Beyond what the insiders take; as many outsiders come in, and the others do not. */
  private static final int ROOM_FOR_CONNECTIONS = 200;

  private static final int ROOM_FOR_SESSIONS = 5;
  private static final int MORE_SESSIONS = 50;

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration PHASE = Duration.ofSeconds(15);

  /** Between phases, so that who leaves is not in the way of what is measured without them. */
  private static final Duration BREATH = Duration.ofSeconds(2);

  private static final Duration START = Duration.ofSeconds(30);

  private final Path dir;
  private final Path results;
  private final long seed;
  private final PrintStream out;
  private final LatencyHistogram without = new LatencyHistogram();
  private final LatencyHistogram with = new LatencyHistogram();
  private boolean good = true;

  /**
   * @param dir for the data directory
   * @param results for the report
   */
  public OverloadSoak(Path dir, Path results, long seed, PrintStream out) {
    this.dir = dir;
    this.results = results;
    this.seed = seed;
    this.out = out;
  }

  /** True if the outsiders were told to try again later, and the insiders did not notice. */
  public boolean run(int outsiders) {
    out.printf("overload: %d more than there is room for, seed %d%n", outsiders, seed);
    int port = FreePort.find();
    Map<String, String> settings =
        Map.of(
            "MAX_CONNECTIONS",
            Integer.toString(ROOMS * Insiders.MEMBERS + ROOM_FOR_CONNECTIONS),
            "MAX_SESSIONS",
            Integer.toString(ROOMS + ROOM_FOR_SESSIONS));
    Outsiders.Tried tried = new Outsiders.Tried(0, Map.of(), 0);
    try (ServerProcess server = ServerProcess.start(PackagedServer.asRun(), dir, port, settings)) {
      server.awaitReady(START);
      List<String> rooms = sessions(server, ROOMS);
      List<String> all =
          Stream.concat(rooms.stream(), sessions(server, MORE_SESSIONS).stream()).toList();
      try (Insiders insiders = new Insiders(port, rooms, seed)) {
        pause(WARM_UP);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
          insiders.takeLatencies();
          pause(PHASE);
          without.add(insiders.takeLatencies());
          tried = tried.plus(Outsiders.come(outsiders, PHASE, port, seed + cycle, all));
          with.add(insiders.takeLatencies());
          pause(BREATH);
        }
        check(insiders.troubles() == 0, "insiders had troubles: " + insiders.troubles());
      }
    }
    check(tried.mostIn() <= ROOM_FOR_CONNECTIONS, "more were let in than there is room for");
    check(tried.mostIn() > 0, "nobody was let in");
    check(
        tried.ends().keySet().equals(Set.of(CloseCode.OVER_CAPACITY.code())),
        "they were sent away otherwise than with 1013");
    compare();
    out.printf(
        "overload: %d attempts, sent away by code %s, at most %d of them in%n",
        tried.attempts(), tried.ends(), tried.mostIn());
    write(outsiders, tried);
    out.println(good ? "overload: those who are in did not notice" : "overload: FAILED");
    return good;
  }

  private static List<String> sessions(ServerProcess server, int count) {
    return Stream.generate(server.rest()::createSession).limit(count).toList();
  }

  private void compare() {
    out.printf("%-24s%14s%14s%14s%n", "edit to others, ms", "p50", "p99", "messages");
    print("with room", without);
    print("with a crowd outside", with);
    // Twice, and what a crowd on the same processors does to a run of a minute.
    check(
        millis(with, 0.5) <= 2 * millis(without, 0.5) + 2
            && millis(with, 0.99) <= 2 * millis(without, 0.99) + 20,
        "those who are in waited longer");
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

  private void write(int outsiders, Outsiders.Tried tried) {
    new Report(results, "overload")
        .put("outsiders", outsiders)
        .put("seed", seed)
        .put("attempts", tried.attempts())
        .put("ends", tried.ends().toString())
        .put("most_in", tried.mostIn())
        .put("p50_ms_without", millis(without, 0.5))
        .put("p99_ms_without", millis(without, 0.99))
        .put("p50_ms_with", millis(with, 0.5))
        .put("p99_ms_with", millis(with, 0.99))
        .put("good", good)
        .write(List.of());
    out.println("overload: written to " + results.resolve("overload.json"));
  }

  private static void pause(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }
}
