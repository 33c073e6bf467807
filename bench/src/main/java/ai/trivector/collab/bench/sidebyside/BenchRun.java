package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.report.BarPlot;
import ai.trivector.collab.bench.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;

/** A whole run: measures what was asked for, and writes what came of it. */
public final class BenchRun {

  private static final Path RESULTS = Path.of("bench", "results");
  private static final String NAME = "bench";

  /** What is not everything does not take the place of what is. */
  private static final String PARTIAL = "bench-partial";

  /** One look at idle connections for so many rounds of the rest: it takes as long. */
  private static final int IDLE_ATTEMPTS = 3;

  private static final int ROUNDS_PER_IDLE = 3;

  private final Options options;
  private final Path dir;
  private final PrintStream out;
  private final Results results = new Results();

  /**
   * @param dir for what the servers keep
   */
  public BenchRun(Options options, Path dir, PrintStream out) {
    this.options = options;
    this.dir = dir;
    this.out = out;
  }

  /** Measures and writes; false if something that was asked for is missing. */
  public boolean run() throws SQLException, IOException {
    for (Contender contender : options.contenders()) {
      if (contender.missing().isPresent()) {
        out.println("bench: " + contender.missing().get());
        return false;
      }
    }
    if (!filesSuffice()) {
      return false;
    }
    Cores cores = Cores.share(out);
    CommitProbe commit = new CommitProbe(dir);
    String idleTitle = "idle connections";
    try (SideBySide servers =
        new SideBySide(
            cores,
            dir,
            options.contenders(),
            SideBySide.Windows.of(options.seconds()),
            results,
            out)) {
      if (!options.cases().isEmpty()) {
        servers.warmUp();
      }
      for (Case load : options.cases()) {
        servers.measure(load, options.rounds());
      }
      servers.endServers();
      if (options.idle()) {
        IdleCase idle = new IdleCase(cores, dir, servers.loop());
        idleTitle = idle.title();
        measure(idle);
      }
    }
    write(cores, commit, idleTitle);
    return true;
  }

  private boolean filesSuffice() {
    int most =
        options.cases().stream().mapToInt(load -> load.layout().connections()).max().orElse(0);
    int needed = most + IdleCase.OTHER_FILES;
    if (needed <= Machine.fileLimit()) {
      return true;
    }
    out.printf(
        "bench: %,d open files are needed and %,d allowed; raise ulimit -n%n",
        needed, Machine.fileLimit());
    return false;
  }

  private void measure(IdleCase idle) {
    out.printf("bench: %s, %s%n", IdleCase.NAME, idle.title());
    for (int round = 0; round < Math.ceilDiv(options.rounds(), ROUNDS_PER_IDLE); round++) {
      for (Contender contender : options.contenders()) {
        if (contender == Contender.DURABLE) {
          continue; // Where nobody sends anything it is as the other one.
        }
        measure(idle, contender, round);
        out.printf(
            "bench: E %-11s %.1f KiB each%n",
            contender.label(), results.of(IdleCase.NAME, contender, Figure.IDLE_KIB).getLast());
      }
    }
  }

  /**
   * A server whose disk is busy takes on nobody for a while, and says so: then once more, since all
   * that was measured before would be lost.
   */
  private void measure(IdleCase idle, Contender contender, int round) {
    for (int attempt = 1; ; attempt++) {
      try {
        idle.measure(contender, "%d-%d".formatted(round, attempt), results);
        return;
      } catch (IllegalStateException e) {
        if (attempt == IDLE_ATTEMPTS) {
          throw e;
        }
        out.printf("bench: E %-11s once more: %s%n", contender.label(), e.getMessage());
      }
    }
  }

  private void write(Cores cores, CommitProbe commit, String idleTitle) throws IOException {
    double commitP99 = commit.millis(0.99);
    List<Bars.Bar> bars = new Bars(results, commitP99).all();
    String about =
        "%s, %s, JDK %s, %s; %d rounds of %d s; a durable commit takes %.2f ms here, p99 %.2f ms.%s"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                Machine.describe(),
                Runtime.version().feature(),
                cores.description(),
                options.rounds(),
                options.seconds(),
                commit.millis(0.5),
                commitP99,
                disturbance());
    Report report =
        new Report(RESULTS, name())
            .put("machine", Machine.describe())
            .put("pinned", cores.description())
            .put("rounds", options.rounds())
            .put("seconds", options.seconds())
            .put("commit_p50_ms", commit.millis(0.5))
            .put("commit_p99_ms", commitP99);
    results
        .all()
        .forEach((key, values) ->
            report.put("%s.%s.%s".formatted(key.name(), key.contender(), key.figure()), values));
    report.write(List.of(plot()));
    Files.writeString(
        RESULTS.resolve(name() + ".md"), new Table(results).markdown(about, idleTitle, bars));
    out.println();
    bars.forEach(out::println);
    out.printf("%nbench: written to %s%n", RESULTS.resolve(name() + ".md"));
  }

  private String name() {
    return options.isEverything() ? NAME : PARTIAL;
  }

  /** Whoever reads the figures later has to know. */
  private String disturbance() {
    double others = results.median(Figure.OTHERS).orElse(0);
    return others > SideBySide.DISTURBED
        ? " DISTURBED: others took %.0f %% of a core.".formatted(100 * others)
        : "";
  }

  private BarPlot plot() {
    BarPlot plot =
        new BarPlot(
            "",
            "Server CPU per delivered message, as a multiple of a bare Netty broadcast's",
            "%s, %s. Less is better.%s"
                .formatted(LocalDate.now(ZoneOffset.UTC), Machine.describe(), disturbance()),
            1);
    for (Case load : options.cases()) {
      plot.group(load.title());
      OptionalDouble floor = results.median(load.name(), Contender.NETTY, Figure.CPU);
      for (Contender contender : options.contenders()) {
        OptionalDouble own = results.median(load.name(), contender, Figure.CPU);
        plot.bar(
            contender.label(),
            own.isPresent() && floor.isPresent()
                ? OptionalDouble.of(own.getAsDouble() / floor.getAsDouble())
                : OptionalDouble.empty(),
            List.of(Contender.values()).indexOf(contender));
      }
    }
    return plot;
  }
}
