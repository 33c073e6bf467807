package ai.trivector.collab.server.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Things that happen one after another in the order in which they were put in, however late. */
final class Lane {

  private record Item(@Nullable Supplier<String> what, Runnable action) {}

  private final Scheduler scheduler;
  private final Deque<Item> items = new ArrayDeque<>();
  private long lastAtMillis;

  Lane(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Puts in something that shows in the trace. */
  void submit(long delayMillis, Supplier<String> what, Runnable action) {
    put(delayMillis, new Item(what, action));
  }

  void submit(long delayMillis, Runnable action) {
    put(delayMillis, new Item(null, action));
  }

  private void put(long delayMillis, Item item) {
    lastAtMillis = Math.max(lastAtMillis, scheduler.now() + delayMillis);
    items.addLast(item);
    scheduler.after(lastAtMillis - scheduler.now(), this::next);
  }

  int waiting() {
    return items.size();
  }

  /** Loses all but the first so many of what is on its way. */
  void loseAllBut(int first) {
    while (items.size() > first) {
      items.removeLast();
    }
  }

  /** Each item brought one step; the steps of lost items find nothing to do. */
  private void next() {
    Item item = items.pollFirst();
    if (item != null) {
      if (item.what() != null) {
        scheduler.note(item.what());
      }
      item.action().run();
    }
  }
}
