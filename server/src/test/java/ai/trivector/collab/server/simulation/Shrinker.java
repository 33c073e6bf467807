package ai.trivector.collab.server.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
  private Failure best;
  private boolean better;

  private Shrinker(Failure first, Flaw flaw, Duration time) {
    this.best = first;
    this.flaw = flaw;
    this.deadlineNanos = System.nanoTime() + time.toNanos();
  }

  static Failure shrink(Failure failure, Flaw flaw, Duration time) {
    Shrinker shrinker = new Shrinker(failure, flaw, time);
    do {
      shrinker.better = false;
      shrinker.takeAwayWhole();
      shrinker.takeAwayParts();
    } while (shrinker.better && shrinker.inTime());
    return shrinker.best;
  }

  /** All choices of one maker at once, or all after some; what is left out is the plainest. */
  private void takeAwayWhole() {
    for (String who : makers()) {
      if (!replace(who, new int[0])) {
        int least = 0;
        int most = choicesOf(who).length;
        while (least + 1 < most && inTime()) {
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
        for (int at = 0; at < choicesOf(who).length && inTime(); at += size) {
          takeAway(who, at, size);
        }
      }
    }
  }

  private void takeAway(String who, int at, int size) {
    int[] choices = choicesOf(who);
    int end = Math.min(choices.length, at + size);
    if (Arrays.stream(choices, at, end).allMatch(choice -> choice == 0)) {
      return;
    }
    int[] plain = choices.clone();
    Arrays.fill(plain, at, end, 0);
    if (replace(who, plain)) {
      return;
    }
    int[] without = Arrays.copyOf(choices, choices.length - (end - at));
    System.arraycopy(choices, end, without, at, choices.length - end);
    if (replace(who, without) || size > 1) {
      return;
    }
    for (int less = choices[at] / 2; less > 0 && inTime(); less /= 2) {
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
    // The order of what is due at one time matters least, and there is most of it.
    makers.sort((a, b) -> Integer.compare(choicesOf(b).length, choicesOf(a).length));
    return makers;
  }

  private int[] choicesOf(String who) {
    return best.script().getOrDefault(who, new int[0]);
  }

  /** Tries other choices of one maker, and keeps them if the life fails alike and is shorter. */
  private boolean replace(String who, int[] choices) {
    if (!inTime()) {
      return false;
    }
    TreeMap<String, int[]> script = new TreeMap<>(best.script());
    script.put(who, choices);
    Failure other = Failure.of(new Choices(script), flaw, best.lines());
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

  private boolean inTime() {
    return System.nanoTime() < deadlineNanos;
  }
}
