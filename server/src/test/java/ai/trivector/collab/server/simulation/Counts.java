package ai.trivector.collab.server.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often each kind of thing has happened, so that none can silently stop happening. */
final class Counts {

  private final Map<String, Long> counts = new TreeMap<>();

  void add(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  void addAll(Counts others) {
    others.counts.forEach((what, times) -> counts.merge(what, times, Long::sum));
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, times) -> text.append("%9d  %s%n".formatted(times, what)));
    return text.toString();
  }
}
