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

  /** How many sessions there are at once, and how many of them have somebody in them. */
  private static final int SESSIONS = 60;

  private static final int LIVELY = 40;
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
    if (idle.size() > SESSIONS - LIVELY) {
      rest.deleteSession(idle.remove().session);
    }
    // Some are deleted under their members, who are told and sent away.
    if (random.nextInt(20) == 0) {
      Room deleted = lively.remove();
      crowd.execute(() -> deleted.over = true);
      rest.deleteSession(deleted.session);
      crowd.execute(() -> deleted.members.forEach(crowd::forget));
    }
  }

  private void leave(Room room) {
    room.over = true;
    room.members.forEach(client -> {
      client.leave();
      crowd.forget(client);
    });
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
