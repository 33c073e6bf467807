package ai.trivector.collab.server.websocket;

import java.util.concurrent.TimeUnit;

/** How fast one connection may send: a token each, a few saved up. On its event loop only. */
final class TokenBucket {

  private final long nanosPerToken;
  private final long capacityNanos;

  /** The saved tokens as the time that it takes to earn them. */
  private long savedNanos;

  private long countedAtNanos;

  TokenBucket(int perSecond, int burst, long nowNanos) {
    nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
    capacityNanos = nanosPerToken * burst;
    savedNanos = capacityNanos;
    countedAtNanos = nowNanos;
  }

  /** Takes a token and returns 0, or returns in how many nanoseconds there will be one. */
  long take(long nowNanos) {
    savedNanos = Math.min(capacityNanos, savedNanos + (nowNanos - countedAtNanos));
    countedAtNanos = nowNanos;
    if (savedNanos < nanosPerToken) {
      return nanosPerToken - savedNanos;
    }
    savedNanos -= nanosPerToken;
    return 0;
  }
}
