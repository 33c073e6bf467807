package ai.trivector.collab.bench.endurance;

import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.ServerProcess;
import ai.trivector.collab.bench.process.Usage;
import ai.trivector.collab.bench.report.LinePlot;
import ai.trivector.collab.bench.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Everyday life for so many minutes, and every ten seconds a look at what the server holds. */
public final class EnduranceSoak {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  /** A session begins and one ends this often, so that each has about 20 seconds of life. */
  private static final Duration STEP = Duration.ofMillis(500);

  private static final Duration START = Duration.ofSeconds(30);

  /** Less would not tell a slope from chance. */
  private static final int MIN_LOOKS = 12;

  /** A heap that cannot grow out of convenience, and a count of what is outside of it. */
  private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:NativeMemoryTracking=summary");

  private final Path dir;
  private final Path results;
  private final long seed;
  private final PrintStream out;
  private final Gauge heap = new Gauge("heap after GC, KiB", 4096);
  private final Gauge direct = new Gauge("direct buffers, KiB", 4096);
  private final Gauge rss = new Gauge("RSS, KiB", 32 * 1024);
  private final Gauge threads = new Gauge("threads", 4);
  private final Gauge descriptors = new Gauge("descriptors", 60);
  private final Gauge disk = new Gauge("database and its log, KiB", 16 * 1024);
  private final List<Gauge> gauges = List.of(heap, direct, rss, threads, descriptors, disk);

  /**
   * @param dir for the data directory
   * @param results for the report
   */
  public EnduranceSoak(Path dir, Path results, long seed, PrintStream out) {
    this.dir = dir;
    this.results = results;
    this.seed = seed;
    this.out = out;
  }

  /** True if nothing grew and nobody was told anything wrong. */
  public boolean run(int minutes) {
    out.printf("soak: %d minutes, seed %d%n", minutes, seed);
    int port = FreePort.find();
    PackagedServer packaged = PackagedServer.asRun().with(FLAGS);
    // A session's log is short here, so that a half hour shows what months do.
    Map<String, String> settings = Map.of("SESSION_MAX_EVENTS", "2000");
    try (ServerProcess server = ServerProcess.start(packaged, dir, port, settings)) {
      server.awaitReady(START);
      try (Life life = new Life(server.rest(), port, seed)) {
        live(server, life, Duration.ofMinutes(minutes));
        return judge(life, minutes);
      }
    }
  }

  private void live(ServerProcess server, Life life, Duration time) {
    header();
    long begin = System.nanoTime();
    long nextLook = begin + BETWEEN_LOOKS.toNanos();
    long nextStep = begin;
    long looksPerLine = Duration.ofMinutes(1).dividedBy(BETWEEN_LOOKS);
    while (System.nanoTime() - begin < time.toNanos()) {
      life.step();
      if (System.nanoTime() >= nextLook) {
        look(server);
        nextLook += BETWEEN_LOOKS.toNanos();
        if (heap.values().size() % looksPerLine == 0) {
          line(System.nanoTime() - begin);
        }
      }
      nextStep += STEP.toNanos();
      LockSupport.parkNanos(nextStep - System.nanoTime());
    }
  }

  private void look(ServerProcess server) {
    heap.add(server.jvm().heapKibAfterGc());
    direct.add(server.jvm().directKib());
    Usage usage = server.usage();
    rss.add(usage.rssKib());
    threads.add(usage.threads());
    descriptors.add(usage.descriptors());
    disk.add(sizeKib());
  }

  private long sizeKib() {
    try (Stream<Path> files = Files.list(ServerProcess.dataDir(dir))) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
      return bytes / 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void header() {
    StringBuilder line = new StringBuilder("%8s".formatted("min"));
    gauges.forEach(gauge -> line.append("%28s".formatted(gauge.name())));
    out.println(line);
  }

  private void line(long nanos) {
    StringBuilder line = new StringBuilder("%8.1f".formatted(nanos / 6e10));
    gauges.forEach(gauge -> line.append("%28d".formatted(gauge.last())));
    out.println(line);
  }

  private boolean judge(Life life, int minutes) {
    boolean good = life.tally().violationCount() == 0;
    life.tally().violations().forEach(what -> out.println("  " + what));
    out.printf("%n%-28s%16s%16s%8s%n", "", "second quarter", "last quarter", "");
    for (Gauge gauge : gauges) {
      good &= gauge.isFlat();
      out.printf(
          "%-28s%16d%16d%8s%n",
          gauge.name(), gauge.early(), gauge.late(), gauge.isFlat() ? "" : "GROWS");
    }
    if (heap.values().size() < MIN_LOOKS) {
      out.println("  too short to tell whether anything grows");
      good = false;
    }
    out.printf(
        "%d sessions, %d changes sent, %d messages received, %d violations%n",
        life.sessions(), life.tally().sent, life.tally().received, life.tally().violationCount());
    write(life, minutes, good);
    out.println(good ? "soak: nothing grew" : "soak: FAILED");
    return good;
  }

  private void write(Life life, int minutes, boolean good) {
    Report report =
        new Report(results, "endurance")
            .put("minutes", minutes)
            .put("seed", seed)
            .put("jvm_flags", String.join(" ", FLAGS))
            .put("sessions", life.sessions())
            .put("changes_sent", life.tally().sent)
            .put("messages_received", life.tally().received)
            .put("violations", life.tally().violationCount())
            .put("good", good);
    gauges.forEach(gauge -> report.put(gauge.name(), gauge.values()));
    List<LinePlot> plots = new ArrayList<>();
    double minutesPerLook = BETWEEN_LOOKS.toSeconds() / 60.0;
    plots.add(
        new LinePlot("-memory", "What the server holds, in KiB", "minutes", minutesPerLook)
            .line(heap.name(), heap.values())
            .line(direct.name(), direct.values())
            .line(rss.name(), rss.values())
            .line(disk.name(), disk.values()));
    plots.add(
        new LinePlot("-handles", "Threads and descriptors", "minutes", minutesPerLook)
            .line(threads.name(), threads.values())
            .line(descriptors.name(), descriptors.values()));
    report.write(plots);
    out.println("soak: written to " + results.resolve("endurance.json"));
  }
}
