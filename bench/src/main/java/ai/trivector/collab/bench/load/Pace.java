package ai.trivector.collab.bench.load;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Has rooms' senders send at a rate that does not wait for anybody: each message has a time at
 * which it is due, and what comes late is late from then. On the loop only.
 */
final class Pace {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SEED = 1;

  private final LoadLoop loop;
  private final List<Room> rooms;
  private final long periodNanos;

  /** When in each period a room's turn is: at random, as people are, and in order. */
  private final long[] phases;

  private final Consumer<Sender> sent;
  private long startNanos;
  private long next;
  private boolean stopped;

  Pace(LoadLoop loop, List<Room> rooms, double perRoomPerSecond, Consumer<Sender> sent) {
    this.loop = loop;
    this.rooms = rooms;
    this.sent = sent;
    periodNanos = (long) (NANOS_PER_SECOND / perRoomPerSecond);
    phases = new SplittableRandom(SEED).longs(rooms.size(), 0, periodNanos).sorted().toArray();
  }

  void start() {
    startNanos = System.nanoTime();
    tick();
  }

  void stop() {
    stopped = true;
  }

  private void tick() {
    if (stopped) {
      return;
    }
    long now = System.nanoTime();
    long due = due();
    while (due <= now) {
      int turn = (int) (next / rooms.size());
      Room room = rooms.get((int) (next % rooms.size()));
      Sender sender = room.senders.get(turn % room.senders.size());
      sender.send(due);
      sent.accept(sender);
      next++;
      due = due();
    }
    loop.afterNanos(due - now, this::tick);
  }

  private long due() {
    return startNanos + next / rooms.size() * periodNanos + phases[(int) (next % rooms.size())];
  }
}
