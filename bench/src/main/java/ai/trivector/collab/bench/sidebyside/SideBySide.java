package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.load.Load;
import ai.trivector.collab.bench.load.LoadLoop;
import ai.trivector.collab.bench.load.Phase;
import ai.trivector.collab.bench.process.CpuTime;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts each server under each load, one at a time, in rounds: what changes on the machine meanwhile
 * changes for all of them. All servers run from the beginning, and all their connections of a case
 * stay open while it is measured; those that are not measured have nothing to do.
 */
public final class SideBySide implements AutoCloseable {

  /**
   * How long is measured.
   *
   * @param warmUp before each
   * @param rate at the case's rate
   * @param saturated at saturation
   */
  public record Windows(Duration warmUp, Duration rate, Duration saturated) {

    /** So many seconds each; at saturation there is enough to count in less. */
    static Windows of(int seconds) {
      Duration rate = Duration.ofSeconds(seconds);
      return new Windows(WARM_UP, rate, rate.multipliedBy(3).dividedBy(4));
    }
  }

  private static final Duration WARM_UP = Duration.ofMillis(500);

  /** Some two hundred thousand deliveries: the compiler's last word is on what was done often. */
  private static final Duration WARM_UP_SMALL_ROOMS = Duration.ofSeconds(10);

  /** It has another word for what goes to many. */
  private static final Duration WARM_UP_FAN_OUT = Duration.ofSeconds(5);

  private static final Duration WARM_UP_PRESENCE = Duration.ofSeconds(3);

  /** At a case's rate, where each wait is one of its own. */
  private static final Duration WARM_UP_RATE = Duration.ofSeconds(2);

  /** A compiler that takes less of a processor while its server is warmed up has had its say. */
  private static final double COMPILED = 0.03;

  /** What is not compiled by then is part of what is measured. */
  private static final int MAX_WARM_UPS = 3;

  /** Above it, what is measured may be the load. */
  private static final double BUSY = 0.9;

  /** Where others take more of the two cores than this, times are theirs. */
  static final double DISTURBED = 0.1;

  /** A server that uses less than this has nothing to do any more. */
  private static final double QUIET = 0.03;

  private static final Duration QUIET_FOR = Duration.ofMillis(500);
  private static final int QUIET_ATTEMPTS = 40;

  private final Cores cores;
  private final PrintStream out;
  private final Windows windows;
  private final Results results;
  private final LoadLoop loop = new LoadLoop();
  private final List<LiveServer> servers = new ArrayList<>();

  /** Starts these servers. */
  SideBySide(
      Cores cores,
      Path dir,
      List<Contender> contenders,
      Windows windows,
      Results results,
      PrintStream out) {
    this.cores = cores;
    this.windows = windows;
    this.results = results;
    this.out = out;
    for (Contender contender : contenders) {
      servers.add(LiveServer.start(contender, cores.launcher(), dir));
    }
  }

  LoadLoop loop() {
    return loop;
  }

  /**
   * Has each server do what it will be asked to, until its compiler has nothing left to do, which
   * took up to half of a server's time where nobody had done this before. People's servers run for
   * months.
   */
  void warmUp() {
    for (LiveServer server : servers) {
      CpuTime compilers = CpuTime.ofCompilers(server.pid());
      for (int i = 0; i < MAX_WARM_UPS; i++) {
        long begunNanos = System.nanoTime();
        long before = compilers.nanos();
        warmUpOnce(server);
        double compiled = (double) (compilers.nanos() - before) / (System.nanoTime() - begunNanos);
        out.printf(
            "bench: warming up %s, whose compilers took %.0f %% of its core%n",
            server.contender().label(), 100 * compiled);
        if (compiled < COMPILED) {
          break;
        }
      }
    }
  }

  private void warmUpOnce(LiveServer server) {
    warmUp(server, Case.B, WARM_UP_SMALL_ROOMS);
    warmUp(server, Case.A, WARM_UP_FAN_OUT);
    try (Load presence = server.fill(loop, cores.own(), Case.F.layout(), Case.F.traffic())) {
      presence.atRate(Case.F.perRoomPerSecond(), Duration.ZERO, WARM_UP_PRESENCE);
    }
  }

  private void warmUp(LiveServer server, Case load, Duration duration) {
    try (Load updates = server.fill(loop, cores.own(), load.layout(), load.traffic())) {
      updates.atRate(load.perRoomPerSecond(), Duration.ZERO, WARM_UP_RATE);
      updates.saturated(load.underWay(), Duration.ZERO, duration);
    }
  }

  /** The members of all rooms of one server. */
  private record Crowd(Contender contender, Load members) {}

  /** Measures all servers under one load, so many times, and once before that for nothing. */
  void measure(Case load, int rounds) {
    out.printf("bench: %s, %s%n", load, load.title());
    List<LiveServer> measured =
        servers.stream().filter(server -> server.contender().isMeasuredUnder(load)).toList();
    // All their connections are open at once, at our end; those that may not be come after.
    int atOnce = (int) ((Machine.fileLimit() - IdleCase.OTHER_FILES) / load.layout().connections());
    for (int from = 0; from < measured.size(); from += atOnce) {
      measure(load, rounds, measured.subList(from, Math.min(measured.size(), from + atOnce)));
    }
  }

  private void measure(Case load, int rounds, List<LiveServer> party) {
    List<Crowd> crowds = new ArrayList<>();
    try {
      for (LiveServer server : party) {
        Load members = server.fill(loop, cores.own(), load.layout(), load.traffic());
        crowds.add(new Crowd(server.contender(), members));
      }
      awaitQuiet();
      crowds.forEach(crowd -> measure(load, crowd, new Results()));
      for (int round = 0; round < rounds; round++) {
        crowds.forEach(crowd -> measure(load, crowd, results));
        // Nobody is always the one that comes after the same other.
        crowds.add(crowds.removeFirst());
      }
    } finally {
      crowds.forEach(crowd -> crowd.members().close());
    }
    awaitQuiet();
  }

  private void measure(Case load, Crowd crowd, Results into) {
    Contender contender = crowd.contender();
    Load members = crowd.members();
    String name = load.name();
    // While the load's own heap is collected nothing is sent, which would count as latency.
    System.gc();
    Phase rate = members.atRate(load.perRoomPerSecond(), windows.warmUp(), windows.rate());
    into.add(name, contender, Figure.CPU, rate.cpuSecondsPerMillion());
    into.add(name, contender, Figure.RATE, rate.deliveriesPerSecond());
    into.add(name, contender, Figure.P50, rate.latencyMillis(0.5));
    into.add(name, contender, Figure.P99, rate.latencyMillis(0.99));
    into.add(name, contender, Figure.P999, rate.latencyMillis(0.999));
    into.add(name, contender, Figure.BYTES, rate.bytes());
    into.add(name, contender, Figure.LOAD, rate.loadCpuSeconds() / rate.seconds());
    into.add(name, contender, Figure.OTHERS, rate.othersSeconds() / rate.seconds());
    addFaults(into, name, contender, rate);
    out.printf(
        "bench: %s %-11s %,9.0f deliveries/s %7.2f CPU-s per million, p50 %.2f p99 %.2f ms%s%n",
        name,
        contender.label(),
        rate.deliveriesPerSecond(),
        rate.cpuSecondsPerMillion(),
        rate.latencyMillis(0.5),
        rate.latencyMillis(0.99),
        doubts(rate));
    if (load.underWay() == 0) {
      return;
    }
    Phase saturated = members.saturated(load.underWay(), windows.warmUp(), windows.saturated());
    into.add(name, contender, Figure.SATURATED, saturated.deliveriesPerSecond());
    into.add(name, contender, Figure.CPU_SATURATED, saturated.cpuSecondsPerMillion());
    into.add(
        name, contender, Figure.LOAD_SATURATED, saturated.loadCpuSeconds() / saturated.seconds());
    into.add(
        name,
        contender,
        Figure.SERVER_SATURATED,
        saturated.serverCpuSeconds() / saturated.seconds());
    addFaults(into, name, contender, saturated);
    out.printf(
        "bench: %s %-11s %,9.0f at saturation %7.2f CPU-s per million, server %.0f %%%s%n",
        name,
        contender.label(),
        saturated.deliveriesPerSecond(),
        saturated.cpuSecondsPerMillion(),
        100 * saturated.serverCpuSeconds() / saturated.seconds(),
        doubts(saturated));
  }

  private static void addFaults(Results into, String name, Contender contender, Phase phase) {
    into.add(name, contender, Figure.LOST, (double) phase.missing());
    into.add(name, contender, Figure.DUPLICATED, (double) phase.duplicated());
    into.add(name, contender, Figure.REORDERED, (double) phase.reordered());
    into.add(name, contender, Figure.REFUSED, (double) phase.refused());
  }

  private static String doubts(Phase phase) {
    double load = phase.loadCpuSeconds() / phase.seconds();
    double others = phase.othersSeconds() / phase.seconds();
    return (load > BUSY ? ", BUT the load's core is at %.0f %%".formatted(100 * load) : "")
        + (others > DISTURBED ? ", BUT others took %.0f %% of a core".formatted(100 * others) : "");
  }

  /** Waits until no server has anything to do, such as to tell of those who came and went. */
  private void awaitQuiet() {
    for (LiveServer server : servers) {
      CpuTime cpu = new CpuTime(server.pid());
      long before = cpu.nanos();
      for (int attempt = 0; attempt < QUIET_ATTEMPTS; attempt++) {
        LockSupport.parkNanos(QUIET_FOR.toNanos());
        long now = cpu.nanos();
        if (now - before < QUIET * QUIET_FOR.toNanos()) {
          break;
        }
        before = now;
      }
    }
  }

  /** Ends the servers, and then the load. */
  @Override
  public void close() {
    endServers();
    loop.close();
  }

  /** What is idle is measured on servers of their own. */
  void endServers() {
    servers.forEach(LiveServer::close);
    servers.clear();
  }

  Cores cores() {
    return cores;
  }
}
