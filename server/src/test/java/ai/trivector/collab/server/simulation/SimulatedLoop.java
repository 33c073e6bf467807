package ai.trivector.collab.server.simulation;

import ai.trivector.collab.server.runtime.Loop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event loop that runs when the scheduler says so. There are several, so that what crosses from
 * one to another is interleaved with what does not.
 */
final class SimulatedLoop implements Loop {

  /** A process that is short of time, or a machine that slept, is late by seconds. */
  private static final int MAX_LATE_MILLIS = 4_000;

  private static final int LATE_ONCE_IN = 12;

  private final World world;
  private final Scheduler scheduler;
  private final Lane lane;
  private boolean withoutTimers;

  SimulatedLoop(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.lane = new Lane(scheduler);
  }

  @Override
  public void execute(Runnable task) {
    lane.submit(0, () -> run(task));
  }

  @Override
  public boolean isCurrent() {
    return scheduler.currentLoop() == this;
  }

  @Override
  public long nanoTime() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, scheduler.instant());
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    boolean[] cancelled = new boolean[1];
    scheduler.after(
        Math.max(0, delay.toMillis()) + lateMillis(),
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

  private long lateMillis() {
    if (!world.fault("timer", LATE_ONCE_IN)) {
      return 0;
    }
    world.happened("fault:timer fires late");
    return world.faults().delay(MAX_LATE_MILLIS);
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
