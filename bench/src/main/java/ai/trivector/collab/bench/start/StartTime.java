package ai.trivector.collab.bench.start;

import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.ScratchDirectory;
import ai.trivector.collab.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ./dev start-time}: starts the packaged server again and again, each time as a new process,
 * until it says that it is ready; in turn without a flag, and by each collector, with and without
 * the cache that {@code ./dev run} makes, over an empty log and over a used one. Medians, as a
 * table.
 */
public final class StartTime {

  private static final Path RESULTS = Path.of("bench", "results");
  private static final int DEFAULT_STARTS = 11;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final double MILLIS_PER_SECOND = 1000;
  private static final int KIB_PER_MIB = 1024;

  /** One way to start it, and what came of it. */
  private record Way(String name, PackagedServer server, Path data, List<Start> starts) {

    Way(String name, PackagedServer server, Path data) {
      this(name, server, data, new ArrayList<>());
    }
  }

  /** One start: until it was ready. */
  private record Start(Duration time, Duration cpu, long rssKib) {}

  private StartTime() {}

  /**
   * Measures.
   *
   * @param args how many starts of each kind
   */
  public static void main(String[] args) throws IOException {
    int starts = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_STARTS;
    Path dir = ScratchDirectory.make();
    try {
      List<Way> ways = ways(dir);
      for (int i = 0; i < starts; i++) {
        ways.forEach(StartTime::start);
      }
      List<String> table = table(ways, starts);
      table.forEach(System.out::println);
      Files.createDirectories(RESULTS);
      Files.write(RESULTS.resolve("start-time.md"), table);
    } finally {
      ScratchDirectory.delete(dir);
    }
  }

  private static List<Way> ways(Path dir) throws IOException {
    Path empty = Files.createDirectories(dir.resolve("empty"));
    Path used = Files.createDirectories(dir.resolve("used"));
    UsedLog.make(ServerProcess.dataDir(used));
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("java -jar alone", PackagedServer.asRun().withoutFlags(), empty));
    for (String collector : List.of("Serial", "G1", "Parallel", "Z")) {
      PackagedServer server =
          PackagedServer.asRun().with(List.of("-XX:+Use%sGC".formatted(collector)));
      ways.add(new Way(collector, server, empty));
      ways.add(new Way(collector + ", AOT cache", trained(server, dir, collector), empty));
    }
    PackagedServer asRun = trained(PackagedServer.asRun(), dir, "run");
    ways.add(new Way("as ./dev run, empty log", asRun, empty));
    ways.add(new Way("as ./dev run, used log", asRun, used));
    return ways;
  }

  private static PackagedServer trained(PackagedServer server, Path dir, String name) {
    return server.trainedInto(dir.resolve(name + ".aot"));
  }

  private static void start(Way way) {
    try (ServerProcess server =
        ServerProcess.start(way.server(), way.data(), FreePort.find(), Map.of())) {
      Duration time = server.awaitReady(TIMEOUT);
      way.starts().add(new Start(time, server.cpu(), server.usage().rssKib()));
      server.terminate(TIMEOUT);
    }
  }

  private static List<String> table(List<Way> ways, int starts) {
    List<String> lines = new ArrayList<>();
    lines.add("# From `java` to ready");
    lines.add("");
    lines.add(
        "%s, JDK %s, %d cores; medians of %d starts each, in turn. Written by `./dev start-time`."
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                starts));
    lines.add("");
    lines.add("| | ready after | CPU until then | resident |");
    lines.add("| --- | ---: | ---: | ---: |");
    for (Way way : ways) {
      lines.add(
          "| %s | %d ms | %.2f s | %d MB |"
              .formatted(
                  way.name(),
                  median(way.starts().stream().map(start -> start.time().toMillis()).toList()),
                  median(way.starts().stream().map(start -> start.cpu().toMillis()).toList())
                      / MILLIS_PER_SECOND,
                  median(way.starts().stream().map(Start::rssKib).toList()) / KIB_PER_MIB));
    }
    return lines;
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
