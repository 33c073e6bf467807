package ai.trivector.collab.server.count;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each of a few kinds of thing happened. Any thread. */
public final class Tally<E extends Enum<E>> {

  /** Complete from the start, and only read from then on. */
  private final Map<E, LongAdder> counts;

  public Tally(Class<E> kinds) {
    counts = new EnumMap<>(kinds);
    for (E kind : kinds.getEnumConstants()) {
      counts.put(kind, new LongAdder());
    }
  }

  public void add(E kind) {
    adder(kind).increment();
  }

  public void add(E kind, long times) {
    adder(kind).add(times);
  }

  public long of(E kind) {
    return adder(kind).sum();
  }

  private LongAdder adder(E kind) {
    return Objects.requireNonNull(counts.get(kind));
  }
}
