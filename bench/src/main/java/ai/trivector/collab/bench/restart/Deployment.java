package ai.trivector.collab.bench.restart;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.Params;
import ai.trivector.collab.bench.ledger.LogCheck;
import ai.trivector.collab.bench.ledger.Replay;
import ai.trivector.collab.bench.ledger.Tally;
import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.ServerProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One restart under so many clients, all of which go on editing, and what they saw of it. */
final class Deployment implements AutoCloseable {

  private static final int MEMBERS = 3;

  /** The exit code of a JVM that was asked to end: 128 and SIGTERM's number. */
  private static final int TERMINATED = 143;

  /** They come one after the other, as people do before, but not after, a restart. */
  private static final Duration BETWEEN_ARRIVALS = Duration.ofMillis(2);

  /** 100 edits a second, over all. */
  private static final Duration BETWEEN_EDITS = Duration.ofMillis(10);

  private static final Duration ALL_IN = Duration.ofMinutes(2);

  /** The longest wait that a client may draw at its second attempts, and then some. */
  private static final Duration ALL_BACK = Duration.ofMinutes(2);

  private static final Duration PROCESS = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  private final int size;
  private final Path dir;
  private final int port = FreePort.find();
  private final Crowd crowd;
  private final SplittableRandom random;
  private final Tally own = new Tally();
  private final Tally counted = new Tally();
  private final Observer observer = new Observer(counted);
  private final LogCheck check;
  private final List<Client> clients = new ArrayList<>();
  private boolean over;
  private Duration stop = Duration.ZERO;
  private Duration away = Duration.ZERO;

  Deployment(int size, Path dir, BackoffRule backoff, long seed) {
    this.size = size;
    this.dir = dir;
    crowd = new Crowd(port, backoff, seed);
    random = new SplittableRandom(seed);
    check = new LogCheck(ServerProcess.dataDir(dir));
  }

  void run() throws SQLException {
    try (ServerProcess before = start()) {
      before.awaitReady(PROCESS);
      gather(before);
      crowd.execute(this::edit);
      crowd.execute(observer::start);
      long stopNanos = System.nanoTime();
      int code = before.terminate(PROCESS);
      stop = Duration.ofNanos(System.nanoTime() - stopNanos);
      if (code != TERMINATED) {
        own.violation("the server ended with " + code);
      }
    }
    long endNanos = System.nanoTime();
    try (ServerProcess after = start()) {
      after.awaitReady(PROCESS);
      away = Duration.ofNanos(System.nanoTime() - endNanos);
      await(Client::isLive, ALL_BACK);
      crowd.execute(() -> {
        over = true;
        observer.stop();
      });
      await(client -> client.isLive() && client.open() == 0, ALL_BACK);
      compare();
      after.terminate(PROCESS);
    }
    own.add(counted);
  }

  private ServerProcess start() {
    return ServerProcess.start(PackagedServer.asRun(), dir, port, Map.of());
  }

  private void gather(ServerProcess server) {
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < Math.ceilDiv(size, MEMBERS); i++) {
      String session = server.rest().createSession();
      sessions.add(session);
      check.add(session, new Replay(session, own));
    }
    crowd.execute(() -> {
      for (int i = 0; i < size; i++) {
        Client client = crowd.client(sessions.get(i / MEMBERS), "tab-" + i, observer);
        clients.add(client);
        crowd.after(BETWEEN_ARRIVALS.multipliedBy(i), client::connect);
      }
    });
    await(Client::isLive, ALL_IN);
  }

  private void edit() {
    if (!over) {
      Client client = clients.get(random.nextInt(clients.size()));
      int param = random.nextInt(Params.NAMES.size());
      client.update(param, Params.random(param, random));
      crowd.after(BETWEEN_EDITS, this::edit);
    }
  }

  private void await(Predicate<Client> is, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!crowd.call(() -> clients.stream().allMatch(is))) {
      if (System.nanoTime() > deadline) {
        long missing = crowd.call(() -> clients.stream().filter(is.negate()).count());
        throw new IllegalStateException(
            "%d of %d clients are not where they should be after %s"
                .formatted(missing, size, timeout));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private void compare() throws SQLException {
    // Everybody has an outcome for everything, but its echo may be on its way to the others.
    check.check(crowd.call(() -> observer.take(clients)));
    await(client -> client.seq() >= check.replay(client.session()).end(), ALL_BACK);
    check.check(crowd.call(() -> observer.take(clients)));
    var _ =
        crowd.call(() -> {
          clients.forEach(client -> check.replay(client.session()).compare(client));
          return true;
        });
  }

  Observer observer() {
    return observer;
  }

  Tally tally() {
    return own;
  }

  /** From SIGTERM to the end of the process. */
  Duration stopTook() {
    return stop;
  }

  /** From the end of the process to the next one's readiness. */
  Duration startTook() {
    return away;
  }

  @Override
  public void close() {
    crowd.close();
  }
}
