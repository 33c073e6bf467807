package ai.trivector.collab.bench.crash;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.ledger.Ledger;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One server after the other on one port and one directory, and the clients that outlive them. */
final class Lane implements AutoCloseable {

  /** Much shorter than people's clients have it: a round lasts a second. */
  private static final BackoffRule IMPATIENT =
      new BackoffRule(
          Duration.ofMillis(10),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          true);

  private static final int QUIET_SESSIONS = 3;
  private static final int QUIET_MEMBERS = 3;

  /** Time under load; some of it before everybody is back. */
  private static final double MEAN_LOAD_MILLIS = 250;

  private static final long MAX_LOAD_MILLIS = 1500;
  private static final int MAX_KILLED_STARTS = 3;
  private static final Duration MIN_STARTING = Duration.ofMillis(500);
  private static final Duration START = Duration.ofSeconds(60);

  /** After this, everybody who is not back never will be. */
  private static final Duration COME_BACK = Duration.ofSeconds(30);

  /** By then a server that is to kill itself has come to that call, or the load has stopped. */
  private static final Duration BY_ITSELF = Duration.ofMinutes(1);

  private static final Duration POLL = Duration.ofMillis(2);

  private final PackagedServer server;
  private final PackagedServer crashing;
  private final Path dir;
  private final Map<String, String> settings;
  private final int port = FreePort.find();
  private final SplittableRandom random;
  private final Crowd crowd;
  private final Workload workload;
  private final Ledger ledger;
  private final LogCheck check;

  /** What this thread counts, and what the clients' loop does. */
  private final Result result = new Result();

  private final Tally own = result.tally;

  private final Tally clients = new Tally();
  private Duration lastStart = MIN_STARTING;
  private long awaySinceNanos;

  Lane(PackagedServer server, Path dir, String durability, long seed) {
    this.server = server;
    crashing =
        server.runBy("ai.trivector.collab.server.CrashingServer", PackagedServer.ownClasses());
    this.dir = dir;
    random = new SplittableRandom(seed);
    settings =
        Map.of(
            "DURABILITY", durability,
            // Short, so that what several people do is not all conflicts.
            "CONFLICT_WINDOW_MS", "20",
            "PRESENCE_GRACE_MS", "1000",
            "MAX_MESSAGES_PER_SECOND", "100000");
    crowd = new Crowd(port, IMPATIENT, seed);
    workload = new Workload(crowd, clients);
    ledger = new Ledger(clients, workload::asked);
    check = new LogCheck(ServerProcess.dataDir(dir));
  }

  /** Goes through so many rounds; {@code progress} is told after each. */
  Result run(List<Ending> endings, Runnable progress) throws SQLException {
    makeSessions();
    for (int round = 0; round < endings.size() && own.violationCount() == 0; round++) {
      Ending ending = endings.get(round);
      if (ending == Ending.STARTING) {
        killStarts();
      }
      try (ServerProcess running = start(ending)) {
        look(running, round);
        end(running, ending);
      }
      progress.run();
    }
    finish();
    own.add(clients);
    return result;
  }

  private void makeSessions() {
    try (ServerProcess first = ServerProcess.start(server, dir, port, settings)) {
      awaitReady(first);
      String hot = first.rest().createSession();
      List<String> quiet = new ArrayList<>();
      for (int i = 0; i < QUIET_SESSIONS; i++) {
        quiet.add(first.rest().createSession());
      }
      check.add(hot, new Replay(hot, own));
      quiet.forEach(id -> check.add(id, new Replay(id, own)));
      crowd.execute(() -> {
        workload.fillHot(hot, ledger);
        quiet.forEach(id -> workload.fill(id, QUIET_MEMBERS, ledger));
      });
      awaitAll(Client::isLive, "live");
      awaySinceNanos = System.nanoTime();
      first.kill();
    }
  }

  private void killStarts() {
    int times = 1 + random.nextInt(MAX_KILLED_STARTS);
    long most = Math.max(MIN_STARTING.toNanos(), lastStart.toNanos());
    for (int i = 0; i < times; i++) {
      try (ServerProcess starting = ServerProcess.start(server, dir, port, settings)) {
        result.starts++;
        LockSupport.parkNanos(random.nextLong(most));
        starting.kill();
      }
    }
  }

  private ServerProcess start(Ending ending) {
    result.starts++;
    return ServerProcess.start(
        ending.byItself() ? crashing.with(ending.flags(random)) : server, dir, port, settings);
  }

  /** After a start: is all that anybody was told in the log? */
  private void look(ServerProcess running, int round) throws SQLException {
    // One that kills itself may do so before anybody could ask whether it is ready.
    boolean ready = running.readyOrEnded(START);
    if (ready) {
      lastStart = running.age();
      result.readyStarts++;
      result.startMillis += lastStart.toMillis();
      result.longestStartMillis = Math.max(result.longestStartMillis, lastStart.toMillis());
    } else if (!running.wasKilled()) {
      own.violation("the server did not start again; see what it said in " + dir);
    }
    // Every other round is cut off wherever coming back happens to be.
    if (ready && round % 2 == 0 && awaitAllWhile(running)) {
      result.longestAwayMillis =
          Math.max(result.longestAwayMillis, (System.nanoTime() - awaySinceNanos) / 1_000_000);
    }
    readLog();
  }

  private void end(ServerProcess running, Ending ending) {
    if (ending.byItself()) {
      if (!running.endsWithin(BY_ITSELF) || !running.wasKilled()) {
        own.violation("the server did not come to its end " + ending.words);
      }
    } else {
      double millis = -Math.log(1 - random.nextDouble()) * MEAN_LOAD_MILLIS;
      LockSupport.parkNanos((long) (Math.min(millis, MAX_LOAD_MILLIS) * 1_000_000));
      running.kill();
    }
    awaySinceNanos = System.nanoTime();
    result.ended(ending);
  }

  private void readLog() throws SQLException {
    check.check(crowd.call(() -> ledger.take(workload.clients())));
  }

  /** Everybody gets an outcome for all that is open, and has what the log has. */
  private void finish() throws SQLException {
    try (ServerProcess last = ServerProcess.start(server, dir, port, settings)) {
      result.starts++;
      awaitReady(last);
      crowd.execute(workload::stop);
      awaitAll(client -> client.isLive() && client.open() == 0, "live and without an open change");
      Map<String, Long> ends = new HashMap<>();
      crowd
          .call(workload::clients)
          .forEach(client -> ends.merge(client.session(), client.seq(), Math::max));
      awaitAll(client -> client.seq() >= ends.getOrDefault(client.session(), 0L), "at the end");
      readLog();
      compareReplicas();
      last.terminate(START);
    }
  }

  private void compareReplicas() {
    var _ =
        crowd.call(() -> {
          workload.clients().forEach(client -> check.replay(client.session()).compare(client));
          return true;
        });
  }

  private void awaitReady(ServerProcess starting) {
    var _ = starting.awaitReady(START);
  }

  private void awaitAll(Predicate<Client> is, String what) {
    long deadline = System.nanoTime() + COME_BACK.toNanos();
    while (!crowd.call(() -> workload.clients().stream().allMatch(is))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "not all are %s after %s: %s"
                .formatted(what, COME_BACK, crowd.call(workload::clients)));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** False if the server ends meanwhile. */
  private boolean awaitAllWhile(ServerProcess running) {
    long deadline = System.nanoTime() + COME_BACK.toNanos();
    while (running.isAlive() && System.nanoTime() < deadline) {
      // Somebody may be between two connections of their own; back is who was live since.
      if (crowd.call(() -> workload.clients().stream().allMatch(Client::isLive))) {
        return true;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    if (running.isAlive()) {
      own.violation("not all came back: " + crowd.call(workload::clients));
    }
    return false;
  }

  @Override
  public void close() {
    crowd.close();
  }
}
