package ai.trivector.collab.server.runtime;

import ai.trivector.collab.server.count.Histogram;
import java.time.Duration;
import java.util.List;

/**
 * How late the event loops come to what is due: each has a timer, and when it goes off it is seen
 * by how much too late. Whatever keeps a loop busy makes everybody on it wait for as long.
 */
public final class LoopLag {

  /** Seldom enough to cost nothing, and often enough that what lasts for a second is seen. */
  static final Duration TICK = Duration.ofMillis(250);

  private final List<? extends Loop> loops;
  private final Histogram lags = Histogram.ofNanos();
  private volatile boolean stopped;

  public LoopLag(List<? extends Loop> loops) {
    this.loops = loops;
  }

  public void start() {
    loops.forEach(loop -> loop.execute(() -> tick(loop)));
  }

  public void stop() {
    stopped = true;
  }

  /** The lags that were seen, in nanoseconds. */
  public Histogram lags() {
    return lags;
  }

  private void tick(Loop loop) {
    if (stopped) {
      return;
    }
    long dueNanos = loop.nanoTime() + TICK.toNanos();
    // Nobody cancels it: the last one does nothing.
    var _ =
        loop.schedule(
            TICK,
            () -> {
              lags.record(Math.max(0, loop.nanoTime() - dueNanos));
              tick(loop);
            });
  }
}
