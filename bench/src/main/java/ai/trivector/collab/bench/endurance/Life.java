package ai.trivector.collab.bench.endurance;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Change;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.Incoming;
import ai.trivector.collab.bench.client.Params;
import ai.trivector.collab.bench.client.Witness;
import ai.trivector.collab.bench.ledger.Tally;
import ai.trivector.collab.bench.process.Rest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sessions that are made, lived in, left and deleted, so many of them at any time. Its clients are
 * on the crowd's loop; {@link #step} is the caller's.
 */
final class Life implements Witness, AutoCloseable {

  /** How many sessions have somebody in them at once. */
  private static final int LIVELY = 40;

  /** And how many do not, each for some 80 s: longer than the server keeps it in memory. */
  private static final int IDLE = 160;

  private static final int ONE_IN_VISITED = 10;
  private static final int ONE_IN_DELETED_EARLY = 20;
  private static final int MEMBERS = 4;
  private static final Duration MEAN_PAUSE = Duration.ofMillis(150);

  /** One session and those who are in it; on the loop only. */
  private static final class Room {
    private final String session;
    private final List<Client> members = new ArrayList<>();
    private boolean over;

    Room(String session) {
      this.session = session;
    }
  }

  private final Rest rest;
  private final Crowd crowd;
  private final SplittableRandom random;
  private final Tally tally = new Tally();

  /** The caller's: the oldest first. */
  private final Deque<Room> lively = new ArrayDeque<>();

  private final Deque<Room> idle = new ArrayDeque<>();
  private int count;

  Life(Rest rest, int port, long seed) {
    this.rest = rest;
    crowd = new Crowd(port, BackoffRule.PROTOCOL, seed);
    random = new SplittableRandom(seed);
  }

  /** A session begins, the oldest one falls idle, and one that was idle for long is deleted. */
  void step() {
    Room room = new Room(rest.createSession());
    int number = count++;
    crowd.execute(() -> {
      for (int i = 0; i < MEMBERS; i++) {
        Client client = crowd.client(room.session, "member-%d-%d".formatted(number, i), this);
        room.members.add(client);
        client.connect();
        live(room, client);
      }
    });
    lively.add(room);
    if (lively.size() > LIVELY) {
      Room quiet = lively.remove();
      crowd.execute(() -> leave(quiet));
      idle.add(quiet);
    }
    if (idle.size() > IDLE) {
      delete(idle.remove());
    }
    if (!idle.isEmpty() && random.nextInt(ONE_IN_VISITED) == 0) {
      visit(idle.peek(), number);
    }
    if (random.nextInt(ONE_IN_DELETED_EARLY) == 0) {
      delete(lively.remove());
    }
  }

  /** Somebody comes to a session that has to be read from the log again. */
  private void visit(Room room, int number) {
    crowd.execute(() -> {
      Client visitor = crowd.client(room.session, "visitor-" + number, this);
      room.members.add(visitor);
      visitor.connect();
    });
  }

  /** Whoever is still in it is told, and sent away. */
  private void delete(Room room) {
    crowd.execute(() -> room.over = true);
    rest.deleteSession(room.session);
    crowd.execute(() -> room.members.forEach(crowd::forget));
  }

  private static void leave(Room room) {
    room.over = true;
    room.members.forEach(Client::leave);
  }

  private void live(Room room, Client client) {
    double nanos = -Math.log(1 - client.random().nextDouble()) * MEAN_PAUSE.toNanos();
    crowd.after(
        Duration.ofNanos((long) nanos),
        () -> {
          if (!room.over) {
            act(client);
            live(room, client);
          }
        });
  }

  private void act(Client client) {
    int param = client.random().nextInt(Params.NAMES.size());
    switch (client.random().nextInt(100)) {
      case 0 -> client.drop();
      case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 ->
          client.presence(client.random().nextDouble(), client.random().nextDouble());
      default -> {
        if (client.isLive()) {
          client.update(param, Params.random(param, client.random()));
        }
      }
    }
  }

  /** How many sessions began. */
  int sessions() {
    return count;
  }

  Tally tally() {
    return crowd.call(() -> tally);
  }

  @Override
  public void sequenced(Client client, Incoming message) {
    tally.received++;
  }

  @Override
  public void sent(Client client, Change change) {
    tally.sent++;
  }

  @Override
  public void violation(Client client, String what) {
    tally.violation("%s: %s".formatted(client, what));
  }

  @Override
  public void close() {
    crowd.close();
  }
}
