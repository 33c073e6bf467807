package ai.trivector.collab.server.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One maker of choices in a simulation. Each choice is a number below a bound, of which 0 is the
 * plainest: nothing fails, nothing is late, the first of several. All are written down, so that
 * they can be made again, and a shorter life be tried with others.
 */
final class Chance {

  /** How finely values are told apart. */
  private static final int FINENESS = 1 << 24;

  /** Enough for two steps of one time to be seldom in the order in which they were planned. */
  private static final int TIES = 1 << 16;

  private final @Nullable SplittableRandom random;
  private final int[] script;
  private int[] made = new int[64];
  private int count;

  /** Choices that are drawn. */
  Chance(long seed) {
    this.random = new SplittableRandom(seed);
    this.script = new int[0];
  }

  /** Choices that are made again, as far as there are any; then the plainest. */
  Chance(int[] script) {
    this.random = null;
    this.script = script;
  }

  int below(int bound) {
    return choose(bound, random == null ? 0 : random.nextInt(bound));
  }

  /** True about once in so many times. */
  boolean oneIn(int times) {
    return choose(2, random != null && random.nextInt(times) == 0 ? 1 : 0) == 1;
  }

  /** From {@code least} to {@code most}, both included. */
  int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /** From {@code most} to {@code least}: where the more is the plainer. */
  int downFrom(int most, int least) {
    return most - below(most - least + 1);
  }

  /** Always {@code most}; only who looks for a shorter life tries less. */
  int asMuchAs(int most) {
    return choose(most + 1, most);
  }

  /** Mostly short, sometimes {@code most}: the way networks and disks are slow. */
  int delay(int most) {
    return oneIn(8) ? between(0, most) : between(0, Math.max(1, most / 10));
  }

  double value(double min, double max) {
    return min + (max - min) * below(FINENESS) / FINENESS;
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  int tie() {
    return below(TIES);
  }

  int[] made() {
    return Arrays.copyOf(made, count);
  }

  private int choose(int bound, int drawn) {
    int choice = drawn;
    if (random == null) {
      choice = count < script.length ? Math.min(script[count], bound - 1) : 0;
    }
    if (count == made.length) {
      made = Arrays.copyOf(made, 2 * count);
    }
    made[count++] = choice;
    return choice;
  }
}
