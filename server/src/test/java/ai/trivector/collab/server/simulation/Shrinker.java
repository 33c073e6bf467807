package ai.trivector.collab.server.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Looks for the shortest life that fails in the same way: takes choices away, or makes plainer ones
 * of them, larger parts first, and keeps what still fails.
 */
final class Shrinker {

  /** Enough for some thousand lives; a failure that takes longer to shrink is short enough. */
  static final Duration MAX_TIME = Duration.ofSeconds(20);

  private final Flaw flaw;
  private final long deadlineNanos;
  private final int enoughLines;
  private Failure best;
  private boolean better;

  private Shrinker(Failure first, Flaw flaw, Duration time, int enoughLines) {
    this.best = first;
    this.flaw = flaw;
    this.enoughLines = enoughLines;
    this.deadlineNanos = System.nanoTime() + time.toNanos();
  }

  static Failure shrink(Failure failure, Flaw flaw) {
    return shrink(failure, flaw, MAX_TIME, 0);
  }

  /** Looks no further once a life has no more than {@code enoughLines}. */
  static Failure shrink(Failure failure, Flaw flaw, Duration time, int enoughLines) {
    Shrinker shrinker = new Shrinker(failure, flaw, time, enoughLines);
    do {
      shrinker.better = false;
      shrinker.bringForward();
      shrinker.takeAwayWhole();
      shrinker.takeAwayParts();
    } while (shrinker.better && shrinker.goesOn());
    return shrinker.best;
  }

  /** What happens seldom, above all a fault, is to happen sooner: so that life is over sooner. */
  private void bringForward() {
    for (String who : makers()) {
      for (int cut = plainAtFirst(choicesOf(who)); cut > 0 && goesOn(); ) {
        int[] choices = choicesOf(who);
        boolean shorter = replace(who, Arrays.copyOfRange(choices, cut, choices.length));
        int left = plainAtFirst(choicesOf(who));
        cut = shorter ? left : Math.min(cut / 2, left);
      }
    }
  }

  private static int plainAtFirst(int[] choices) {
    int count = 0;
    while (count < choices.length && choices[count] == 0) {
      count++;
    }
    return count == choices.length ? 0 : count;
  }

  /** All choices of one maker at once, or all after some; what is left out is the plainest. */
  private void takeAwayWhole() {
    for (String who : makers()) {
      if (!replace(who, new int[0])) {
        int least = 0;
        int most = choicesOf(who).length;
        while (least + 1 < most && goesOn()) {
          int middle = (least + most) / 2;
          if (replace(who, Arrays.copyOf(choicesOf(who), middle))) {
            most = Math.min(middle, choicesOf(who).length);
          } else {
            least = middle;
          }
        }
      }
    }
  }

  private void takeAwayParts() {
    int longest =
        best.script().values().stream().mapToInt(choices -> choices.length).max().orElse(0);
    for (int size = Integer.highestOneBit(Math.max(1, longest)); size > 0; size /= 2) {
      for (String who : makers()) {
        for (int at = 0; at < choicesOf(who).length && goesOn(); at += size) {
          takeAway(who, at, size);
        }
      }
    }
  }

  private void takeAway(String who, int at, int size) {
    int[] choices = choicesOf(who);
    int end = Math.min(choices.length, at + size);
    if (Arrays.stream(choices, at, end).anyMatch(choice -> choice != 0)) {
      int[] plain = choices.clone();
      Arrays.fill(plain, at, end, 0);
      if (replace(who, plain)) {
        return;
      }
    }
    int[] without = Arrays.copyOf(choices, choices.length - (end - at));
    System.arraycopy(choices, end, without, at, choices.length - end);
    if (replace(who, without) || size > 1) {
      return;
    }
    for (int less = choices[at] / 2; less > 0 && goesOn(); less /= 2) {
      int[] lower = choicesOf(who).clone();
      if (at >= lower.length) {
        return;
      }
      lower[at] -= less;
      if (lower[at] > 0) {
        replace(who, lower);
      }
    }
  }

  private List<String> makers() {
    List<String> makers = new ArrayList<>(best.script().keySet());
    // Whoever seldom does anything first: faults, before people and the network.
    makers.sort(Comparator.comparingDouble(who -> activity(choicesOf(who))));
    return makers;
  }

  private static double activity(int[] choices) {
    long active = Arrays.stream(choices).filter(choice -> choice != 0).count();
    return choices.length == 0 ? 0 : (double) active / choices.length;
  }

  private int[] choicesOf(String who) {
    return best.script().getOrDefault(who, new int[0]);
  }

  /** Tries other choices of one maker, and keeps them if the life fails alike and is shorter. */
  private boolean replace(String who, int[] choices) {
    if (!goesOn()) {
      return false;
    }
    TreeMap<String, int[]> script = new TreeMap<>(best.script());
    script.put(who, choices);
    Failure other = Failure.of(new Choices(script), flaw, best.lines(), 2 * best.steps());
    if (other == null || !other.kind().equals(best.kind()) || !isShorter(other)) {
      return false;
    }
    best = other;
    better = true;
    return true;
  }

  private boolean isShorter(Failure other) {
    return other.lines() < best.lines()
        || (other.lines() == best.lines() && other.size() < best.size());
  }

  private boolean goesOn() {
    return best.lines() > enoughLines && System.nanoTime() < deadlineNanos;
  }
}
