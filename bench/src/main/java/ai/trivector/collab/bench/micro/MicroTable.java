package ai.trivector.collab.bench.micro;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results as a table in Markdown, each beside the floor of its class. */
final class MicroTable {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final double NANOS_PER_MICRO = 1000;

  /** Below it a digit behind the point says something. */
  private static final double SMALL = 100;

  private MicroTable() {}

  static List<String> of(Collection<RunResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add("# The way of a message, part by part");
    lines.add("");
    lines.add(
        "%s, JDK %s, %d cores. Written by `./dev jmh`; the times of the parts are for one thread."
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors()));
    lines.add("");
    lines.add("| what | of | time | ± | allocated | × its floor |");
    lines.add("| --- | --- | ---: | ---: | ---: | ---: |");
    results.forEach(result -> lines.add(row(result, floorOf(result, results))));
    return lines;
  }

  private static String row(RunResult result, Optional<RunResult> floor) {
    Result<?> time = result.getPrimaryResult();
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            name(result.getParams()),
            parameters(result.getParams()),
            duration(time.getScore()),
            duration(time.getScoreError()),
            allocated(result),
            floor
                .map(least -> "%.2f".formatted(time.getScore() / score(least)))
                .orElse(isFloor(result.getParams()) ? "floor" : ""));
  }

  private static Optional<RunResult> floorOf(RunResult result, Collection<RunResult> results) {
    if (isFloor(result.getParams())) {
      return Optional.empty();
    }
    return results.stream()
        .filter(other -> isFloor(other.getParams()))
        .filter(other -> owner(other.getParams()).equals(owner(result.getParams())))
        .filter(other -> parameters(other.getParams()).equals(parameters(result.getParams())))
        .findFirst();
  }

  private static boolean isFloor(BenchmarkParams benchmark) {
    try {
      return Stream.of(Class.forName(owner(benchmark)).getMethods())
          .anyMatch(method ->
              benchmark.getBenchmark().endsWith("." + method.getName())
                  && method.isAnnotationPresent(Floor.class));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a benchmark without its class", e);
    }
  }

  private static String owner(BenchmarkParams benchmark) {
    String name = benchmark.getBenchmark();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static String name(BenchmarkParams benchmark) {
    String name = benchmark.getBenchmark();
    String owner = owner(benchmark);
    return owner.substring(owner.lastIndexOf('.') + 1).replace("Benchmark", "")
        + name.substring(name.lastIndexOf('.'));
  }

  private static String parameters(BenchmarkParams benchmark) {
    return benchmark.getParamsKeys().stream()
        .map(key -> key + " " + benchmark.getParam(key).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String allocated(RunResult result) {
    return result.getSecondaryResults().values().stream()
        .filter(secondary -> secondary.getLabel().endsWith(ALLOCATED))
        .map(secondary -> number(secondary.getScore()) + " B")
        .findFirst()
        .orElse("");
  }

  private static double score(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  private static String duration(double nanos) {
    return nanos < NANOS_PER_MICRO
        ? number(nanos) + " ns"
        : number(nanos / NANOS_PER_MICRO) + " µs";
  }

  private static String number(double value) {
    return (value < SMALL ? "%.1f" : "%,.0f").formatted(value);
  }
}
