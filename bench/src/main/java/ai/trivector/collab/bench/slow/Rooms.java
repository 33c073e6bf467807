package ai.trivector.collab.bench.slow;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.client.Params;
import ai.trivector.collab.bench.ledger.LogCheck;
import ai.trivector.collab.bench.ledger.Replay;
import ai.trivector.collab.bench.ledger.Tally;
import ai.trivector.collab.bench.process.ServerProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Busy rooms with members who read, and with others who can be made to come, stop reading, and go.
 */
final class Rooms implements AutoCloseable {

  private static final int ROOMS = 5;
  private static final int READERS = 8;

  /** Each of the three writers of a room has a parameter of its own, so that nothing conflicts. */
  private static final Duration BETWEEN_EDITS = Duration.ofMillis(8);

  /** So small that what a sleeper does not read stays with the server. */
  private static final int SLEEPER_BUFFER_BYTES = 4096;

  /** Half of the heartbeat's interval: who does not even answer pings is taken for dead. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(10);

  private final Crowd readers;
  private final Crowd sleepers;
  private final Tally own = new Tally();
  private final Tally ofReaders = new Tally();
  private final Tally ofSleepers = new Tally();
  private final Listeners listeners = new Listeners(ofReaders);
  private final Sleepers dozers = new Sleepers(ofSleepers);
  private final LogCheck check;
  private final List<String> sessions = new ArrayList<>();
  private final List<Client> reading = new ArrayList<>();
  private final List<Client> sleeping = new ArrayList<>();
  private int generation;
  private boolean over;

  Rooms(int port, Path dir, long seed) {
    readers = new Crowd(port, BackoffRule.PROTOCOL, seed);
    // With a loop of their own, so that what they do does not hold up what is measured.
    sleepers = new Crowd(port, BackoffRule.PROTOCOL, seed + 1);
    check = new LogCheck(ServerProcess.dataDir(dir));
  }

  void open(ServerProcess server) {
    for (int i = 0; i < ROOMS; i++) {
      String session = server.rest().createSession();
      sessions.add(session);
      check.add(session, new Replay(session, own));
    }
    readers.execute(() -> {
      for (String session : sessions) {
        for (int i = 0; i < READERS; i++) {
          Client client = readers.client(session, "reader-%s-%d".formatted(session, i), listeners);
          reading.add(client);
          client.connect();
          if (i < Params.NAMES.size()) {
            edit(client, i);
          }
        }
      }
    });
    await(readers, reading, Client::isLive);
  }

  private void edit(Client client, int param) {
    if (!over) {
      client.update(param, Params.random(param, client.random()));
      readers.after(BETWEEN_EDITS, () -> edit(client, param));
    }
  }

  /** So many more come, over all rooms, and read. */
  void sleepersCome(int count) {
    generation++;
    sleepers.execute(() -> {
      for (int i = 0; i < count; i++) {
        Client client =
            sleepers.client(
                sessions.get(i % ROOMS), "sleeper-%d-%d".formatted(generation, i), dozers);
        client.receiveBuffer(SLEEPER_BUFFER_BYTES);
        sleeping.add(client);
        sleepers.after(Duration.ofMillis(i), client::connect);
      }
    });
    await(sleepers, sleeping, client -> client.isLive());
  }

  void sleepersStopReading() {
    sleepers.execute(() -> {
      dozers.takeStates();
      sleeping.forEach(client -> client.reads(false));
    });
    sleepers.after(SIGN_OF_LIFE, this::showLife);
  }

  private void showLife() {
    if (!sleeping.isEmpty()) {
      sleeping.forEach(Client::showLife);
      sleepers.after(SIGN_OF_LIFE, this::showLife);
    }
  }

  /** They read again; returns how many states each was sent when they are in step. */
  Map<Client, Integer> sleepersReadAgain() {
    List<Long> now = readers.call(() -> reading.stream().map(Client::seq).toList());
    sleepers.execute(() -> sleeping.forEach(client -> client.reads(true)));
    await(
        sleepers,
        sleeping,
        client -> client.seq() >= now.get(sessions.indexOf(client.session()) * READERS));
    return sleepers.call(dozers::takeStates);
  }

  /** They leave, and all that they were told is judged first. */
  void sleepersLeave() throws SQLException {
    judge();
    sleepers.execute(() -> {
      sleeping.forEach(client -> {
        client.leave();
        sleepers.forget(client);
      });
      sleeping.clear();
    });
  }

  /** Editing ends, and everybody has what the log has. */
  void close(ServerProcess server) throws SQLException {
    readers.execute(() -> over = true);
    await(readers, reading, client -> client.isLive() && client.open() == 0);
    judge();
    await(readers, reading, client -> client.seq() >= check.replay(client.session()).end());
    judge();
    var _ =
        readers.call(() -> {
          reading.forEach(client -> check.replay(client.session()).compare(client));
          return true;
        });
    server.terminate(PATIENCE);
  }

  private void judge() throws SQLException {
    check.check(
        readers.call(() -> listeners.take(reading)), sleepers.call(() -> dozers.take(sleeping)));
  }

  LatencyHistogram takeLatencies() {
    return readers.call(listeners::takeLatencies);
  }

  int lostSleepers() {
    return sleepers.call(dozers::lost);
  }

  /** Of all that happened; once it is over. */
  Tally tally() {
    Tally all = new Tally();
    all.add(own);
    all.add(ofReaders);
    all.add(ofSleepers);
    return all;
  }

  private static void await(Crowd crowd, List<Client> clients, Predicate<Client> is) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!crowd.call(() -> clients.stream().allMatch(is))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "not all came where they should: "
                + crowd.call(() -> clients.stream().filter(is.negate()).limit(5).toList()));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  @Override
  public void close() {
    readers.close();
    sleepers.close();
  }
}
