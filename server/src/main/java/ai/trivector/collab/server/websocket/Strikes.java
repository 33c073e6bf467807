package ai.trivector.collab.server.websocket;

import java.time.Duration;

/**
 * Counts what is forgiven now and then, but not so often within a window. On one event loop only.
 */
final class Strikes {

  private final int max;
  private final long windowNanos;
  private long windowStartNanos;
  private int count;

  Strikes(int max, Duration window) {
    this.max = max;
    this.windowNanos = window.toNanos();
  }

  /** Counts one; true if that was one too many. A window begins with the first one in it. */
  boolean isOut(long nowNanos) {
    if (count == 0 || nowNanos - windowStartNanos >= windowNanos) {
      count = 0;
      windowStartNanos = nowNanos;
    }
    count++;
    return count >= max;
  }
}
