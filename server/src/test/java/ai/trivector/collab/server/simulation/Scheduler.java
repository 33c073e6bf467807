package ai.trivector.collab.server.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is going to happen, in the order of a clock that moves only from one step to the next.
 * What is due at the same time happens in an order that chance chooses.
 */
final class Scheduler implements InstantSource {

  private record Step(long atMillis, int tie, long order, Runnable action)
      implements Comparable<Step> {

    @Override
    public int compareTo(Step other) {
      if (atMillis != other.atMillis) {
        return Long.compare(atMillis, other.atMillis);
      }
      return tie == other.tie ? Long.compare(order, other.order) : Integer.compare(tie, other.tie);
    }
  }

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Step> steps = new PriorityQueue<>();
  private final Chance chance;
  private final Trace trace;
  private long nowMillis;
  private long taken;
  private long planned;
  private @Nullable SimulatedLoop currentLoop;

  Scheduler(Chance chance, Trace trace) {
    this.chance = chance;
    this.trace = trace;
  }

  @Override
  public Instant instant() {
    return at(nowMillis);
  }

  static Instant at(long millis) {
    return START.plusMillis(millis);
  }

  static long millisOf(Instant instant) {
    return instant.toEpochMilli() - START.toEpochMilli();
  }

  long now() {
    return nowMillis;
  }

  long stepsTaken() {
    return taken;
  }

  void after(long millis, Runnable action) {
    steps.add(new Step(nowMillis + millis, chance.tie(), planned++, action));
  }

  /** Takes the next step; false where there is none. */
  boolean step() {
    Step step = steps.poll();
    if (step == null) {
      return false;
    }
    nowMillis = step.atMillis();
    taken++;
    step.action().run();
    return true;
  }

  void note(Supplier<String> what) {
    trace.add(nowMillis, what);
  }

  /** The loop whose task this step is; none where it is the world's. */
  @Nullable SimulatedLoop currentLoop() {
    return currentLoop;
  }

  void enter(@Nullable SimulatedLoop loop) {
    currentLoop = loop;
  }
}
