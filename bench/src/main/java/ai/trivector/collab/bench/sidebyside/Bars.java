package ai.trivector.collab.bench.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What is demanded of the product, and whether it holds. */
final class Bars {

  /**
   * One demand.
   *
   * @param value what was measured
   * @param most what is allowed
   * @param floor what it would be at least with a durable log, if that was measured
   */
  record Bar(String what, double value, double most, OptionalDouble floor) {

    boolean holds() {
      return value <= most;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %.2f, at most %.2f: %s%s",
          what,
          value,
          most,
          holds() ? "holds" : "FAILS",
          floor.isPresent()
              ? String.format(Locale.ROOT, " (a log alone %.2f)", floor.getAsDouble())
              : "");
    }
  }

  private static final double NETTY_FAN_OUT = 1.1;
  private static final double NETTY_SMALL_ROOMS = 1.6;
  private static final double WS_FAN_OUT = 0.75;
  private static final double WS_OTHERS = 0.9;
  private static final double SOCKET_IO = 0.6;
  private static final double IDLE_KIB = 18;
  private static final double P50_MILLIS = 2;
  private static final double P99_MILLIS = 8;

  private final Results results;
  private final double commitP99Millis;
  private final List<Bar> bars = new ArrayList<>();

  /**
   * @param commitP99Millis what a durable commit takes here
   */
  Bars(Results results, double commitP99Millis) {
    this.results = results;
    this.commitP99Millis = commitP99Millis;
  }

  /** All that can be told from what was measured. */
  List<Bar> all() {
    for (Case load : Case.values()) {
      String name = load.name();
      for (Figure cpu : List.of(Figure.CPU, Figure.CPU_SATURATED)) {
        if (load != Case.F) {
          ratio(load, cpu, Contender.NETTY, load.isFanOut() ? NETTY_FAN_OUT : NETTY_SMALL_ROOMS);
        }
        ratio(load, cpu, Contender.WS, load.isFanOut() ? WS_FAN_OUT : WS_OTHERS);
        ratio(load, cpu, Contender.SOCKETIO, SOCKET_IO);
      }
      latency(name);
      if (load != Case.F && results.median(name, Contender.OURS, Figure.CPU).isPresent()) {
        faults(name);
      }
    }
    most("D: p50, ms", results.median("D", Contender.OURS, Figure.P50), P50_MILLIS);
    most("D: p99, ms", results.median("D", Contender.OURS, Figure.P99), P99_MILLIS);
    most(
        "E: KiB of an idle connection",
        results.median(IdleCase.NAME, Contender.OURS, Figure.IDLE_KIB),
        IDLE_KIB);
    return bars;
  }

  private void ratio(Case load, Figure figure, Contender to, double most) {
    String what =
        "%s: CPU per delivery%s, times %s"
            .formatted(load, figure == Figure.CPU ? "" : " at saturation", to.label());
    OptionalDouble value = results.ratio(load.name(), Contender.OURS, to, figure);
    if (value.isPresent()) {
      OptionalDouble floor = results.ratio(load.name(), Contender.DURABLE, to, figure);
      bars.add(new Bar(what, value.getAsDouble(), most, floor));
    }
  }

  /** No worse than the best of those that do not wait for a disk, but for the disk. */
  private void latency(String name) {
    double best = Double.POSITIVE_INFINITY;
    for (Contender contender : Contender.values()) {
      if (!contender.isDurable()) {
        best = Math.min(best, results.median(name, contender, Figure.P99).orElse(best));
      }
    }
    if (best < Double.POSITIVE_INFINITY) {
      most(
          name + ": p99, ms, to the best p99 and a commit",
          results.median(name, Contender.OURS, Figure.P99),
          best + commitP99Millis);
    }
  }

  private void faults(String name) {
    double sum = 0;
    for (Figure fault : List.of(Figure.LOST, Figure.DUPLICATED, Figure.REORDERED, Figure.REFUSED)) {
      sum +=
          results.of(name, Contender.OURS, fault).stream().mapToDouble(Double::doubleValue).sum();
    }
    bars.add(
        new Bar(
            name + ": lost, duplicated, reordered and refused", sum, 0, OptionalDouble.empty()));
  }

  private void most(String what, OptionalDouble value, double most) {
    if (value.isPresent()) {
      bars.add(new Bar(what, value.getAsDouble(), most, OptionalDouble.empty()));
    }
  }
}
