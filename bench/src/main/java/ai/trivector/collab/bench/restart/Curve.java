package ai.trivector.collab.bench.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How often something happened, in slots of a tenth of a second from a moment on. */
final class Curve {

  static final Duration SLOT = Duration.ofMillis(100);

  private final List<Integer> counts = new ArrayList<>();

  void add(long nanosFromStart) {
    int slot = (int) (nanosFromStart / SLOT.toNanos());
    while (counts.size() <= slot) {
      counts.add(0);
    }
    counts.set(slot, counts.get(slot) + 1);
  }

  int at(int slot) {
    return slot < counts.size() ? counts.get(slot) : 0;
  }

  int slots() {
    return counts.size();
  }

  int total() {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  int peak() {
    return counts.isEmpty() ? 0 : Collections.max(counts);
  }

  /** One value for each slot up to {@code slots}. */
  List<Integer> values(int slots) {
    List<Integer> values = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      values.add(at(slot));
    }
    return values;
  }
}
