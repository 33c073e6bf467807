package ai.trivector.collab.server.simulation;

import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that there is in one simulation: a clock, a disk, a server at a time, and its clients. */
final class World {

  static final Duration CONFLICT_WINDOW = Duration.ofMillis(500);
  static final Duration PRESENCE_GRACE = Duration.ofSeconds(5);

  private final Chance chance;
  private final Scheduler scheduler;
  private final Counts counts = new Counts();
  private final Witness witness = new Witness(this);
  private final SimulatedPeer.Frames frames = new SimulatedPeer.Frames();
  private final InMemoryEventStore disk = new InMemoryEventStore(Runnable::run);
  private final Map<SessionId, RosterOracle> rosters = new HashMap<>();
  private final Map<SessionId, List<Link>> links = new HashMap<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final boolean calm;
  private final boolean slow;
  private SimulatedServer server;
  private boolean over;
  private int numbers;
  private @Nullable Throwable failure;

  /**
   * An empty world.
   *
   * @param calm whether the log and the server never fail, so that times can be checked exactly
   */
  World(Chance chance, Trace trace, boolean calm) {
    this.chance = chance;
    this.scheduler = new Scheduler(chance, trace);
    this.calm = calm;
    this.slow = chance.oneIn(4);
    this.server = new SimulatedServer(this, disk);
  }

  void create(SessionId id) {
    Session session =
        Session.create(id, new Epoch("epoch-1"), Model.TRILOGIC, scheduler.instant(), Map.of());
    disk.create(session).toCompletableFuture().join();
    rosters.put(id, new RosterOracle(this));
    links.put(id, new ArrayList<>());
    witness.created(session);
  }

  void add(SimulatedClient client) {
    clients.add(client);
  }

  /** A connection to the server, if one is running. */
  @Nullable Link connect(SimulatedClient client) {
    if (server.isDown()) {
      return null;
    }
    Link link = server.accept(client);
    linksOf(client.session()).add(link);
    return link;
  }

  void crash() {
    if (!server.isDown()) {
      happened("server:killed", "");
      server.crash();
      startAgain();
    }
  }

  void restart() {
    if (!server.isDown()) {
      happened("server:stops", "");
      server.stop(() -> {
        happened("server:stopped", "");
        startAgain();
      });
    }
  }

  private void startAgain() {
    rosters.values().forEach(RosterOracle::forgotten);
    after(
        chance.between(50, 3_000),
        "the server is up again",
        () -> server = new SimulatedServer(this, disk));
  }

  /** From now on nothing goes wrong any more. */
  void settle() {
    over = true;
    clients.forEach(SimulatedClient::settle);
  }

  boolean isOver() {
    return over;
  }

  boolean isCalm() {
    return calm;
  }

  /** Whether the log is to fail now: about once in so many times, and never once it is over. */
  boolean fault(int times) {
    return !calm && !over && chance.oneIn(times);
  }

  /** How long the log takes to write; where it is slow, much comes together in the next batch. */
  long writeMillis() {
    return slow ? chance.between(20, 400) : chance.delay(60);
  }

  void happened(String what, Object where) {
    counts.add(what);
    scheduler.note("*      %s %s".formatted(what, where));
  }

  void after(long millis, String what, Runnable action) {
    scheduler.after(millis, what, action);
  }

  /** A stage would swallow what is thrown within it; so it is also said here. */
  void failed(Throwable what) {
    if (failure == null) {
      failure = what;
    }
  }

  @Nullable Throwable failure() {
    return failure;
  }

  List<Link> linksOf(SessionId session) {
    return links.computeIfAbsent(session, _ -> new ArrayList<>());
  }

  List<Arrival> arrivals(SessionId session) {
    return linksOf(session).stream().flatMap(link -> link.arrivals().stream()).toList();
  }

  RosterOracle roster(SessionId session) {
    return rosters.computeIfAbsent(session, _ -> new RosterOracle(this));
  }

  Chance chance() {
    return chance;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Counts counts() {
    return counts;
  }

  Witness witness() {
    return witness;
  }

  SimulatedPeer.Frames frames() {
    return frames;
  }

  List<SimulatedClient> clients() {
    return clients;
  }

  int nextNumber() {
    return ++numbers;
  }
}
