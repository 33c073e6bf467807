package ai.trivector.collab.server.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;

/** One event loop: runs its tasks one after another, in the order in which they came. */
public interface Loop extends Executor {

  /** Whether the caller runs on this loop. */
  boolean isCurrent();

  /** Nanoseconds that only ever go forward, from any moment on; the same for all loops. */
  long nanoTime();

  /** Runs {@code task} on this loop after {@code delay}. */
  Timer schedule(Duration delay, Runnable task);

  /** A task that waits for its time. */
  interface Timer {

    /** Makes sure that the task does not run, if it has not yet. To be called on the loop. */
    void cancel();
  }
}
