package ai.trivector.collab.server.simulation;

import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that there is in one simulation: a clock, a disk, a server at a time, and its clients. */
final class World {

  static final Duration CONFLICT_WINDOW = Duration.ofMillis(500);
  static final Duration PRESENCE_GRACE = Duration.ofSeconds(5);

  /** When an operator tries again what the server could not do. */
  private static final int TRY_AGAIN_MILLIS = 1_000;

  /** A backup is mostly recent. */
  private static final int RECENT_EVENTS = 10;

  private final Choices choices;
  private final Chance chance;
  private final Chance faults;
  private final Scheduler scheduler;
  private final Climate climate;
  private final Flaw flaw;
  private final Counts counts = new Counts();
  private final Witness witness = new Witness(this);
  private final Invariants invariants = new Invariants(this);
  private final Texts texts = new Texts();
  private final SimulatedPeer.Frames frames = new SimulatedPeer.Frames();
  private final InMemoryEventStore disk = new InMemoryEventStore(Runnable::run);
  private final Map<SessionId, RosterOracle> rosters = new LinkedHashMap<>();
  private final Map<SessionId, List<Link>> links = new LinkedHashMap<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private SimulatedServer server;
  private boolean over;
  private int numbers;
  private int incarnations = 1;
  private @Nullable Throwable failure;

  World(Choices choices, Trace trace, Flaw flaw) {
    this.choices = choices;
    this.chance = choices.of("world");
    this.faults = choices.of("faults");
    this.flaw = flaw;
    this.scheduler = new Scheduler(choices.of("order"), trace);
    this.climate = Climate.drawn(chance);
    this.server = new SimulatedServer(this, disk);
  }

  /** Makes a session over the server, however often that takes; {@code then} it is there. */
  void create(SessionId id, Runnable then) {
    Session session = Session.create(id, epoch(), Model.TRILOGIC, scheduler.instant(), Map.of());
    untilDone(
        () ->
            witness.knows(id)
                // It was made, though the answer was another; by now it may even be deleted.
                ? CompletableFuture.completedStage(false)
                : server.registry().create(session),
        then);
  }

  /** Deletes a session over the server, however often that takes. */
  void delete(SessionId id) {
    if (!witness.knows(id)) {
      // One that is not there yet is not what anybody means to delete.
      return;
    }
    untilDone(() -> server.registry().delete(id), () -> happened("server:deleted", id));
  }

  private void untilDone(Supplier<CompletionStage<Boolean>> call, Runnable then) {
    SimulatedServer asked = server;
    Runnable again = () -> after(TRY_AGAIN_MILLIS, () -> untilDone(call, then));
    if (asked.isDown()) {
      again.run();
      return;
    }
    call.get()
        .whenComplete((_, failed) -> {
          // The answer of a process that is gone arrives nowhere.
          if (failed == null && !asked.isDown()) {
            then.run();
          } else {
            again.run();
          }
        });
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

  /** Something happens between two steps, whichever they are. */
  void interrupt() {
    if (over) {
      return;
    }
    List<Link> up = server.isDown() ? List.of() : server.linksThatAreUp();
    if (!up.isEmpty() && (climate.calm() || !chance.oneIn(4))) {
      happened("network:dropped between two steps");
      chance.pick(up).drop();
    } else if (!climate.calm()) {
      crash();
    }
  }

  void crash() {
    if (!server.isDown()) {
      happened("server:killed");
      server.crash();
      startAgain();
    }
  }

  void restart() {
    if (!server.isDown()) {
      happened("server:stops");
      server.stop(() -> {
        happened("server:stopped");
        startAgain();
      });
    }
  }

  private void startAgain() {
    rosters.values().forEach(RosterOracle::forgotten);
    if (fault("restore", 5)) {
      List.copyOf(rosters.keySet()).forEach(this::restore);
    }
    after(
        chance.between(50, 3_000),
        () -> {
          scheduler.note(() -> "the server is up again");
          server = new SimulatedServer(this, disk);
        });
  }

  /** The log is replaced by an earlier backup of it, while no server is running. */
  private void restore(SessionId id) {
    History before = witness.history(id);
    if (before.isDeleted()) {
      return;
    }
    long lost =
        chance.below((int) Math.min(before.seq(), chance.oneIn(2) ? 1_000 : RECENT_EVENTS) + 1);
    happened("fault:restored from a backup", id);
    History restored = before.restored(before.seq() - lost, epoch());
    witness.restored(id, restored);
    disk.restore(restored.session(), restored.events());
  }

  private Epoch epoch() {
    return new Epoch("epoch-" + incarnations++);
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
    return climate.calm();
  }

  Climate climate() {
    return climate;
  }

  /**
   * Whether something is to fail now: about once in so many times, and never once it is over. Each
   * kind of fault is chosen apart, so that one stays where the others are taken away.
   */
  boolean fault(String kind, int times) {
    return !climate.calm() && !over && choices.of("fault:" + kind).oneIn(times);
  }

  /** Whether this world is broken on purpose in this way, and it shows now. */
  boolean shows(Flaw which, int times) {
    return flaw == which && !over && choices.of("flaw").oneIn(times);
  }

  /** How long the log takes to write; where it is slow, much comes together in the next batch. */
  long writeMillis() {
    return climate.slow() ? faults.between(20, 400) : faults.delay(60);
  }

  void happened(String what) {
    counts.add(what);
    scheduler.note(() -> "*      " + what);
  }

  void happened(String what, Object where) {
    counts.add(what);
    scheduler.note(() -> "*      %s %s".formatted(what, where));
  }

  void after(long millis, Runnable action) {
    scheduler.after(millis, action);
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

  RosterOracle roster(SessionId session) {
    return rosters.computeIfAbsent(session, _ -> new RosterOracle(this));
  }

  /** The choices of {@code who}. */
  Chance chance(String who) {
    return choices.of(who);
  }

  /** The choices of what fails, and of how long the log takes. */
  Chance faults() {
    return faults;
  }

  SimulatedServer server() {
    return server;
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

  void touched(SimulatedPeer peer) {
    invariants.touched(peer);
  }

  Invariants invariants() {
    return invariants;
  }

  Texts texts() {
    return texts;
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
