package ai.trivector.collab.bench.sidebyside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What was measured: of each figure of each server in each case one value a round. */
final class Results {

  /**
   * Whose figure it is.
   *
   * @param name of the case
   */
  record Key(String name, Contender contender, Figure figure) {}

  private final Map<Key, List<Double>> values = new LinkedHashMap<>();

  void add(String name, Contender contender, Figure figure, double value) {
    values.computeIfAbsent(new Key(name, contender, figure), _ -> new ArrayList<>()).add(value);
  }

  Map<Key, List<Double>> all() {
    return values;
  }

  List<Double> of(String name, Contender contender, Figure figure) {
    return values.getOrDefault(new Key(name, contender, figure), List.of());
  }

  /** Empty where it was not measured. */
  OptionalDouble median(String name, Contender contender, Figure figure) {
    return median(of(name, contender, figure).stream());
  }

  /** Of all cases and servers together. */
  OptionalDouble median(Figure figure) {
    return median(
        values.entrySet().stream()
            .filter(entry -> entry.getKey().figure() == figure)
            .flatMap(entry -> entry.getValue().stream()));
  }

  private static OptionalDouble median(Stream<Double> all) {
    double[] sorted = all.mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1
            ? sorted[middle]
            : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow());
  }

  /** One's as a multiple of another's; empty where one of them was not measured. */
  OptionalDouble ratio(String name, Contender of, Contender to, Figure figure) {
    OptionalDouble its = median(name, of, figure);
    OptionalDouble theirs = median(name, to, figure);
    return its.isPresent() && theirs.isPresent()
        ? OptionalDouble.of(its.getAsDouble() / theirs.getAsDouble())
        : OptionalDouble.empty();
  }
}
