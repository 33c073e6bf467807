package ai.trivector.collab.bench.client;

import java.time.Duration;

/**
 * Full jitter: uniform between {@code floor} and {@code min(cap, base · 2^attempt)}. See ADR 12.
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

  /** After a close that says that the server has too much to do, everything is so much longer. */
  private static final int WHEN_FULL = 8;

  /** Doubling a long stops here, far above every cap. */
  private static final int MAX_DOUBLINGS = 20;

  BackoffRule whenFull() {
    return new BackoffRule(
        floor.multipliedBy(WHEN_FULL), base.multipliedBy(WHEN_FULL), cap, goodAfter, jitter);
  }

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
    long ceiling = Math.max(floor.toNanos(), Math.min(cap.toNanos(), grown));
    return Duration.ofNanos(
        jitter ? floor.toNanos() + (long) ((ceiling - floor.toNanos()) * random) : ceiling);
  }
}
