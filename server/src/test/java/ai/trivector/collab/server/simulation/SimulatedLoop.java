package ai.trivector.collab.server.simulation;

import ai.trivector.collab.server.runtime.Loop;
import java.time.Duration;

/**
 * An event loop that runs when the scheduler says so. There are several, so that what crosses from
 * one to another is interleaved with what does not.
 */
final class SimulatedLoop implements Loop {

  private final Scheduler scheduler;
  private final Lane lane;
  private boolean withoutTimers;

  SimulatedLoop(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.lane = new Lane(scheduler);
  }

  @Override
  public void execute(Runnable task) {
    lane.submit(0, "", () -> run(task));
  }

  @Override
  public boolean isCurrent() {
    return scheduler.currentLoop() == this;
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    boolean[] cancelled = new boolean[1];
    scheduler.after(
        Math.max(0, delay.toMillis()),
        "",
        () -> {
          if (!withoutTimers && !cancelled[0]) {
            execute(() -> {
              if (!cancelled[0]) {
                task.run();
              }
            });
          }
        });
    return () -> cancelled[0] = true;
  }

  /** The process has ended: nothing is started any more, and what was under way comes to rest. */
  void stopTimers() {
    withoutTimers = true;
  }

  private void run(Runnable task) {
    scheduler.enter(this);
    try {
      task.run();
    } finally {
      scheduler.enter(null);
    }
  }
}
