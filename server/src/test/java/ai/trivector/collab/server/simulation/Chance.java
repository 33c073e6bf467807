package ai.trivector.collab.server.simulation;

import java.util.List;
import java.util.Random;

/** The only source of chance in a simulation: the same seed makes the same choices. */
final class Chance {

  private final Random random;

  Chance(long seed) {
    // Neighbouring seeds begin alike in this generator; so they are spread first.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code least} to {@code most}, both included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** Mostly short, sometimes {@code most}: the way networks and disks are slow. */
  int delay(int most) {
    return oneIn(8) ? between(0, most) : between(0, Math.max(1, most / 10));
  }

  double value(double min, double max) {
    return min + random.nextDouble() * (max - min);
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  long tie() {
    return random.nextLong();
  }
}
