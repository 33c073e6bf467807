package ai.trivector.collab.server.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often each kind of thing has happened, so that none can silently stop happening. */
final class Counts {

  private static final class Count {
    private long times;
  }

  private final Map<String, Count> counts = new HashMap<>();

  void add(String what) {
    of(what, 1);
  }

  void addAll(Counts others) {
    others.counts.forEach((what, count) -> of(what, count.times));
  }

  private void of(String what, long times) {
    counts.computeIfAbsent(what, _ -> new Count()).times += times;
  }

  long of(String what) {
    Count count = counts.get(what);
    return count == null ? 0 : count.times;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(counts)
        .forEach((what, count) -> text.append("%10d  %s%n".formatted(count.times, what)));
    return text.toString();
  }
}
