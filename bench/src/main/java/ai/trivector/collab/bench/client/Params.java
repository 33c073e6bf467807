package ai.trivector.collab.bench.client;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** The parameters of the built-in model, as places in arrays. */
public final class Params {

  public static final List<String> NAMES = List.of("mu", "omega", "kappa");

  private static final double[] MIN = {0.5, 0.5, 0.01};
  private static final double[] MAX = {0.7, 1.5, 0.05};

  private Params() {}

  static double[] none() {
    double[] values = new double[NAMES.size()];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  static boolean isEmpty(double[] values) {
    return Arrays.stream(values).allMatch(Double::isNaN);
  }

  /** Some value in a parameter's range, which is hardly ever one that was there before. */
  public static double random(int param, RandomGenerator random) {
    return random.nextDouble(MIN[param], MAX[param]);
  }
}
