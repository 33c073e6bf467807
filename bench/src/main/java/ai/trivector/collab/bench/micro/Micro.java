package ai.trivector.collab.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code ./dev jmh}: runs the benchmarks whose names match, and writes their table. */
public final class Micro {

  private static final Path RESULTS = Path.of("bench", "results");
  private static final String ALL = "ai.trivector.collab";
  private static final TimeValue ITERATION = TimeValue.milliseconds(500);
  private static final int WARMUPS = 4;
  private static final int MEASURED = 5;

  private Micro() {}

  /**
   * Runs them.
   *
   * @param args a regular expression that is found in their names; all without it
   */
  public static void main(String[] args) throws IOException, RunnerException {
    Files.createDirectories(RESULTS);
    Options options =
        new OptionsBuilder()
            .include(args.length > 0 ? args[0] : ALL)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupIterations(WARMUPS)
            .warmupTime(ITERATION)
            .measurementIterations(MEASURED)
            .measurementTime(ITERATION)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(RESULTS.resolve("jmh.json").toString())
            .build();
    Collection<RunResult> results = new Runner(options).run();
    List<String> table = MicroTable.of(results);
    Files.write(RESULTS.resolve("jmh.md"), table);
    table.forEach(System.out::println);
  }
}
