package ai.trivector.collab.server.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** An event loop and its clock, of which both move only when they are told to. */
final class ManualLoop implements Loop, InstantSource {

  private record Alarm(Instant at, long order, Runnable task) {}

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparing(Alarm::at).thenComparingLong(Alarm::order));
  private Instant now;
  private long scheduled;
  private boolean running;
  private long tasksRun;

  ManualLoop(Instant start) {
    now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean isCurrent() {
    return running;
  }

  @Override
  public long nanoTime() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, now);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(now.plus(delay), scheduled++, task);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  /** Runs all that has come, and what comes of it. */
  void run() {
    running = true;
    while (!tasks.isEmpty()) {
      tasks.remove().run();
      tasksRun++;
    }
    running = false;
  }

  long tasksRun() {
    return tasksRun;
  }

  /** Lets time go by, and runs whatever is due meanwhile. */
  void advance(Duration by) {
    run();
    Instant end = now.plus(by);
    while (!alarms.isEmpty() && !alarms.peek().at().isAfter(end)) {
      Alarm next = alarms.remove();
      now = next.at();
      tasks.add(next.task());
      run();
    }
    now = end;
  }
}
