package ai.trivector.collab.bench.client;

import java.time.Duration;

/**
 * Full jitter: uniform between 0 and {@code min(cap, base · 2^attempt)}, at least {@code floor}.
 *
 * @param goodAfter a connection that held this long was good: the next failure starts anew
 * @param jitter false for what the protocol forbids, to show what it is good for
 */
public record BackoffRule(
    Duration floor, Duration base, Duration cap, Duration goodAfter, boolean jitter) {

  /** What the protocol says. */
  public static final BackoffRule PROTOCOL =
      new BackoffRule(
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          true);

  /** Doubling a long stops here, far above every cap. */
  private static final int MAX_DOUBLINGS = 20;

  public BackoffRule withoutJitter() {
    return new BackoffRule(floor, base, cap, goodAfter, false);
  }

  /**
   * The wait before the next attempt.
   *
   * @param attempt failures since the last good connection, from 0
   * @param random uniform in [0, 1)
   */
  Duration delay(int attempt, double random) {
    long grown = base.toNanos() << Math.min(attempt, MAX_DOUBLINGS);
    long ceiling = Math.min(cap.toNanos(), grown);
    long nanos = jitter ? (long) (ceiling * random) : ceiling;
    return Duration.ofNanos(Math.max(floor.toNanos(), nanos));
  }
}
