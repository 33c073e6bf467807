package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the runner of a session, or opens it from the log. Each session belongs to one loop, chosen
 * by its id, and everything about it happens there; so nothing is locked. Any thread may call.
 */
public final class SessionRegistry {

  private static final Logger log = LoggerFactory.getLogger(SessionRegistry.class);

  /** What a list of sessions carries at most. */
  public static final int MAX_LISTED = 200;

  /** A session as it is listed. */
  public record Listed(Session session, int userCount) {}

  /** The sessions of one loop. On that loop only. */
  private static final class Shard {
    private final Loop loop;
    private final Map<SessionId, SessionRunner> running = new HashMap<>();

    /** Sessions that are being opened, or about to be gone. */
    private final Map<SessionId, Opening> opening = new HashMap<>();

    Shard(Loop loop) {
      this.loop = loop;
    }
  }

  /** What is asked of the log about a session that is not in memory. On its loop only. */
  private static final class Opening {
    private final List<Seat> waiting = new ArrayList<>();

    /** The session was deleted since the log was asked, which may still answer that it is there. */
    private boolean deleted;
  }

  private final List<Shard> shards;
  private final EventStore store;
  private final InstantSource clock;
  private final Supplier<ClientId> ids;
  private final RuntimeSettings settings;

  private final RuntimeCounts counts = new RuntimeCounts();

  /** Sessions in memory, counted over all loops. */
  private final AtomicInteger active = new AtomicInteger();

  private volatile boolean stopping;

  public SessionRegistry(
      List<? extends Loop> loops,
      EventStore store,
      InstantSource clock,
      Supplier<ClientId> ids,
      RuntimeSettings settings) {
    this.shards = loops.stream().<Shard>map(Shard::new).toList();
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.settings = settings;
  }

  /** Lets somebody into a session; a refusal is told to the peer, by closing it with its code. */
  public Membership join(SessionId id, JoinRequest request, Peer peer) {
    Shard shard = shardOf(id);
    Seat seat = new Seat(shard.loop, peer, request);
    shard.loop.execute(() -> join(shard, id, seat));
    return seat;
  }

  /** A session as it stands now, in memory or in the log. */
  public CompletionStage<Optional<Listed>> find(SessionId id) {
    Shard shard = shardOf(id);
    return onLoop(shard, () -> runningOf(shard, id))
        .thenCompose(found ->
            found.isPresent()
                ? CompletableFuture.completedStage(found)
                : store.load(id).thenApply(session -> session.map(at -> new Listed(at, 0))));
  }

  /** The sessions that are open or were changed last; at most {@link #MAX_LISTED}. */
  public CompletionStage<List<Listed>> list() {
    CompletionStage<Map<SessionId, Listed>> listed =
        CompletableFuture.completedStage(new LinkedHashMap<>());
    for (Shard shard : shards) {
      listed =
          listed.thenCombine(
              onLoop(shard, () -> allRunning(shard)),
              (all, some) -> {
                some.forEach(one -> all.putIfAbsent(one.session().id(), one));
                return all;
              });
    }
    return listed.thenCombine(
        store.recent(MAX_LISTED),
        (all, recent) -> {
          recent.forEach(session -> all.putIfAbsent(session.id(), new Listed(session, 0)));
          return all.values().stream().limit(MAX_LISTED).toList();
        });
  }

  /** Makes a session; false where its id is taken. */
  public CompletionStage<Boolean> create(Session session) {
    return store.create(session);
  }

  /** Forgets a session and sends its members away; false where there was none. */
  public CompletionStage<Boolean> delete(SessionId id) {
    Shard shard = shardOf(id);
    return store
        .delete(id)
        .thenCompose(existed ->
            onLoop(
                shard,
                () -> {
                  SessionRunner runner = shard.running.get(id);
                  Opening opening = shard.opening.get(id);
                  if (runner != null) {
                    runner.deleted();
                  } else if (opening != null) {
                    opening.deleted = true;
                  }
                  return existed;
                }));
  }

  /**
   * Whether the log is so far behind that whoever is in would suffer from one more; then nobody new
   * is let in, and no session made.
   */
  public boolean isOverloaded() {
    return Surroundings.isOverloaded(store);
  }

  /**
   * Forgets a session whose last event is older than {@code before} and that nobody is in; false
   * where that is not so. Whoever comes meanwhile waits until it is known.
   */
  public CompletionStage<Boolean> expire(SessionId id, Instant before) {
    Shard shard = shardOf(id);
    return onLoop(shard, () -> holdBack(shard, id))
        .thenCompose(held ->
            held
                ? store
                    .deleteUntouched(id, before)
                    .whenCompleteAsync((_, _) -> letIn(shard, id), shard.loop)
                : CompletableFuture.completedStage(false));
  }

  /** Makes whoever comes wait; false for a session that is open, or being opened. */
  private boolean holdBack(Shard shard, SessionId id) {
    return !stopping
        && !shard.running.containsKey(id)
        && shard.opening.putIfAbsent(id, new Opening()) == null;
  }

  private void letIn(Shard shard, SessionId id) {
    Opening held = Objects.requireNonNull(shard.opening.remove(id));
    // They find it gone, or open it.
    held.waiting.forEach(seat -> join(shard, id, seat));
  }

  public int activeSessions() {
    return active.get();
  }

  /** What the sessions of this registry have done so far. */
  public RuntimeCounts counts() {
    return counts;
  }

  /** Lets nobody in any more, and completes when all that came so far is in the log. */
  public CompletionStage<Void> stop() {
    stopping = true;
    CompletableFuture<?>[] all =
        shards.stream()
            .map(shard -> onLoop(shard, () -> List.copyOf(shard.running.values())))
            .map(runners ->
                runners
                    .thenCompose(these ->
                        CompletableFuture.allOf(
                            these.stream()
                                .map(runner -> stopOn(runner).toCompletableFuture())
                                .toArray(CompletableFuture[]::new)))
                    .toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(all);
  }

  private CompletionStage<Void> stopOn(SessionRunner runner) {
    return CompletableFuture.supplyAsync(runner::stop, shardOf(runner.id()).loop)
        .thenCompose(stage -> stage);
  }

  private void join(Shard shard, SessionId id, Seat seat) {
    if (stopping) {
      sendAway(seat, CloseCode.RESTARTING, "the server is restarting");
      return;
    }
    SessionRunner runner = shard.running.get(id);
    if (runner != null) {
      enter(shard, runner, seat);
      return;
    }
    Opening underWay = shard.opening.get(id);
    if (underWay != null) {
      underWay.waiting.add(seat);
      return;
    }
    if (active.incrementAndGet() > settings.maxSessions()) {
      active.decrementAndGet();
      sendAway(seat, CloseCode.OVER_CAPACITY, "this server has no room for another session");
      return;
    }
    Opening opening = new Opening();
    opening.waiting.add(seat);
    shard.opening.put(id, opening);
    store
        .load(id)
        .<@Nullable Session>thenApply(found -> found.orElse(null))
        .whenCompleteAsync((session, failure) -> opened(shard, id, session, failure), shard.loop);
  }

  private void opened(
      Shard shard, SessionId id, @Nullable Session session, @Nullable Throwable failure) {
    Opening opening = Objects.requireNonNull(shard.opening.remove(id));
    if (session == null || opening.deleted) {
      active.decrementAndGet();
      if (failure == null || opening.deleted) {
        opening.waiting.forEach(
            seat -> sendAway(seat, CloseCode.NO_SUCH_SESSION, "there is no such session"));
      } else {
        log.error("event=open_failed session={} error={}", id, failure.toString());
        opening.waiting.forEach(
            seat -> sendAway(seat, CloseCode.OVER_CAPACITY, "the log is unavailable"));
      }
      return;
    }
    SessionRunner runner =
        new SessionRunner(
            new Surroundings(store, clock, ids, settings, counts, closed -> closed(shard, closed)),
            shard.loop,
            session);
    shard.running.put(id, runner);
    counts.sessionsOpened().increment();
    log.info("event=session_opened session={} seq={}", id, session.seq());
    opening.waiting.forEach(seat -> enter(shard, runner, seat));
  }

  private void enter(Shard shard, SessionRunner runner, Seat seat) {
    CompletionStage<List<RecordedEvent>> missed = runner.expect(seat);
    if (missed.toCompletableFuture().isDone()) {
      seat.opened(runner, missed.toCompletableFuture().join());
    } else {
      missed.thenAcceptAsync(events -> seat.opened(runner, events), shard.loop);
    }
  }

  private void closed(Shard shard, SessionId id) {
    if (shard.running.remove(id) != null) {
      active.decrementAndGet();
      log.info("event=session_closed session={}", id);
    }
  }

  private void sendAway(Seat seat, CloseCode code, String reason) {
    counts.turnedAway().add(code);
    seat.gone();
    seat.peer().loop().execute(() -> seat.peer().close(code, reason));
  }

  /** The runner of a session that is open. On the session's loop only. */
  @Nullable SessionRunner running(SessionId id) {
    return shardOf(id).running.get(id);
  }

  private static Optional<Listed> runningOf(Shard shard, SessionId id) {
    return Optional.ofNullable(shard.running.get(id))
        .map(runner -> new Listed(runner.session(), runner.roster().userCount()));
  }

  private static List<Listed> allRunning(Shard shard) {
    return shard.running.values().stream()
        .map(runner -> new Listed(runner.session(), runner.roster().userCount()))
        .toList();
  }

  private static <T> CompletionStage<T> onLoop(Shard shard, Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, shard.loop);
  }

  private Shard shardOf(SessionId id) {
    return shards.get(Math.floorMod(id.value().hashCode(), shards.size()));
  }
}
