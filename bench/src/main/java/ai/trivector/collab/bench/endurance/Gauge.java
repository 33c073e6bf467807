package ai.trivector.collab.bench.endurance;

import java.util.ArrayList;
import java.util.List;

/** One thing that is measured again and again, and may not grow. */
final class Gauge {

  /** Flat is what is at most a tenth higher at the end than it was after the first quarter. */
  private static final double GROWTH = 1.1;

  private final String name;
  private final double allowance;
  private final List<Long> values = new ArrayList<>();

  /**
   * @param allowance what it may grow by besides, for what comes and goes
   */
  Gauge(String name, double allowance) {
    this.name = name;
    this.allowance = allowance;
  }

  void add(long value) {
    values.add(value);
  }

  String name() {
    return name;
  }

  List<Long> values() {
    return values;
  }

  long last() {
    return values.isEmpty() ? 0 : values.getLast();
  }

  /** The median of the second quarter of the time; the first one is warming up. */
  long early() {
    return median(values.size() / 4, values.size() / 2);
  }

  /** The median of the last quarter. */
  long late() {
    return median(values.size() * 3 / 4, values.size());
  }

  boolean isFlat() {
    return late() <= early() * GROWTH + allowance;
  }

  private long median(int from, int to) {
    List<Long> part = values.subList(from, to).stream().sorted().toList();
    return part.isEmpty() ? 0 : part.get(part.size() / 2);
  }
}
