package ai.trivector.collab.server.runtime;

import ai.trivector.collab.presence.Roster;
import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.EventStore.Read;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running session: decides what has come, appends it, applies it, publishes it; one batch at a
 * time, and what comes meanwhile is the next batch.
 *
 * <p>On its loop only.
 */
final class SessionRunner {

  private static final Logger log = LoggerFactory.getLogger(SessionRunner.class);

  /** A snapshot this often keeps opening a session fast. */
  static final int EVENTS_PER_SNAPSHOT = 500;

  /** What may wait while the log is slow; beyond it a client is told to try again. */
  static final int MAX_INBOX = 10_000;

  /** When to try again after the log could not be written or read. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final Read NOTHING = new Read.Events(List.of());

  private final Surroundings around;
  private final Loop loop;
  private final SessionDecider decider;
  private final Broadcaster broadcaster;
  private final Deque<Task> inbox = new ArrayDeque<>();
  private final Tail tail;
  private final Briefing briefing;
  private final Places places;

  private Session session;
  private Seq snapshotAt;

  /** True while the log is asked; no other batch is decided then. */
  private boolean busy;

  /** Whether a turn of this session waits for the loop. */
  private boolean turnDue;

  /** What is being decided, appended or brought about; who waits for that has no place yet. */
  private List<Task> underWay = List.of();

  /** Who is on the way here while the log is read for them; the session stays for them. */
  private final Set<Seat> expected = new LinkedHashSet<>();

  private Loop.@Nullable Timer idleTimer;
  private @Nullable CompletableFuture<Void> stopping;
  private boolean closed;

  SessionRunner(Surroundings around, Loop loop, Session session) {
    this.around = around;
    this.session = session;
    this.snapshotAt = session.seq();
    this.decider = new SessionDecider(around.conflictRule());
    this.tail = new Tail(session.seq());
    this.broadcaster = new Broadcaster(around.counts());
    this.briefing = new Briefing(broadcaster, tail, around.counts());
    this.loop = loop;
    this.places = new Places(around, loop, broadcaster, this::leave);
    if (!session.members().isEmpty()) {
      // They were here when the process stopped, and may come back as after any lost connection.
      dropAbsentAfterGrace();
    }
    watchIdleness();
  }

  Session session() {
    return session;
  }

  SessionId id() {
    return session.id();
  }

  Roster roster() {
    return places.roster();
  }

  RuntimeCounts counts() {
    return around.counts();
  }

  boolean isOverloaded() {
    return Surroundings.isOverloaded(around.store());
  }

  /** Opens the way for a join: reads what the client missed, if that takes the log. */
  CompletionStage<List<RecordedEvent>> expect(Seat seat) {
    JoinRequest request = seat.request();
    expected.stream()
        .filter(older -> older.stage() == Seat.Stage.WAITING && older.isOfOneTabWith(seat))
        .forEach(places::replace);
    broadcaster.flush();
    expected.add(seat);
    return request.client().isPresent() && request.lastSeen().isPresent()
        ? readMissed(request.lastSeen().get(), request.epoch())
        : CompletableFuture.completedStage(List.of());
  }

  void join(Seat seat, List<RecordedEvent> missed) {
    expected.remove(seat);
    if (seat.stage() == Seat.Stage.GONE) {
      watchIdleness();
    } else if (closed || stopping != null) {
      places.refuse(seat, CloseCode.RESTARTING, "the session is closing; it opens anew");
      broadcaster.flush();
    } else {
      enqueue(new Task.Join(now(), seat, missed));
    }
  }

  void receive(Seat seat, ClientMessage message, long receivedNanos) {
    if (closed || stopping != null) {
      return;
    }
    switch (message) {
      case ClientMessage.ParamUpdate update ->
          offer(new Task.Update(now(), seat, update, receivedNanos), seat, update.n());
      case ClientMessage.ConflictResolved resolved ->
          offer(new Task.Resolve(now(), seat, resolved, receivedNanos), seat, resolved.n());
      case ClientMessage.Resync resync -> resync(seat, resync);
      case ClientMessage.PresenceUpdate update -> {
        if (seat.stage() == Seat.Stage.SEATED) {
          places.changePresence(seat, update.change());
        }
      }
      case ClientMessage.Ping _ -> replyNow(seat, new ServerMessage.Pong());
      case ClientMessage.Auth _ ->
          replyNow(
              seat,
              error(
                  ErrorCode.INVALID_MESSAGE,
                  "this connection is authenticated already",
                  OptionalLong.empty(),
                  OptionalLong.empty()));
    }
  }

  void disconnected(Seat seat) {
    // While the server stops nobody leaves: their tabs are told to come back.
    if (!closed && stopping == null && seat.stage() == Seat.Stage.SEATED) {
      places.disconnected(seat);
      watchIdleness();
    }
  }

  /** A client had dropped what it could not read, and reads again. */
  void sendLaggingState(Seat seat) {
    if (seat.stage() == Seat.Stage.SEATED) {
      log.info("event=lagging session={} client={}", id(), seat.client());
      briefing.sendState(seat, session, ServerMessage.StateReason.LAGGING, now());
      sendPresenceOfOthers(seat);
    }
  }

  void sendPresenceOfOthers(Seat seat) {
    if (seat.stage() == Seat.Stage.SEATED) {
      places.showOthersAgainTo(seat);
      broadcaster.flush();
    }
  }

  /** Finishes what has come so far, takes nothing more, and completes. */
  CompletionStage<Void> stop() {
    if (stopping == null) {
      stopping = new CompletableFuture<>();
      completeStop();
    }
    return stopping;
  }

  /** The session is no more; everybody is told and sent away. */
  void deleted() {
    broadcaster.toAll(new ServerMessage.SessionDeleted());
    close(CloseCode.NO_SUCH_SESSION, "the session was deleted");
  }

  // The way of a command: enqueue, decide, append, publish.

  private void offer(Task task, Seat seat, OptionalLong n) {
    if (inbox.size() >= MAX_INBOX) {
      replyNow(seat, unavailable(n));
    } else {
      enqueue(task);
    }
  }

  private void enqueue(Task task) {
    inbox.add(task);
    takeTurn();
  }

  /**
   * Decides what has come, and sends what is due, behind all that already waits for the loop: what
   * came at one time is appended as one, and what became durable at one time is told as one.
   */
  private void takeTurn() {
    if (!turnDue) {
      turnDue = true;
      loop.execute(() -> {
        turnDue = false;
        guarded(this::turn);
      });
    }
  }

  private void turn() {
    // The log first: it is at work then while everybody is told.
    while (!busy && !closed && !inbox.isEmpty()) {
      Batch batch = decideNext();
      if (batch.events().isEmpty()) {
        publish(batch);
      } else {
        append(batch);
      }
    }
    broadcaster.flush();
    watchIdleness();
    completeStop();
  }

  private Batch decideNext() {
    Batch batch = new Batch(session);
    Deciding deciding = new Deciding(this, places, decider, batch);
    while (!inbox.isEmpty() && !batch.isFull()) {
      Task task = inbox.remove();
      batch.started(task);
      deciding.decide(task);
    }
    underWay = batch.tasks();
    return batch;
  }

  private void append(Batch batch) {
    long askedNanos = loop.nanoTime();
    ask(
        around.store().append(id(), session.seq(), batch.events()),
        (appended, failure) -> {
          around.counts().appends().record(loop.nanoTime() - askedNanos);
          if (appended == null) {
            failed(batch, failure);
            return;
          }
          switch (appended) {
            case EventStore.Appended.Done _ -> {
              around.counts().eventsAppended().add(batch.events().size());
              publish(batch);
            }
            case EventStore.Appended.Conflict _ -> {
              // Another server was first: its events are read, and these decided again.
              decideAgain(batch);
              readOn();
            }
            case EventStore.Appended.NoSession _ -> deleted();
          }
        });
  }

  private void failed(Batch batch, @Nullable Throwable failure) {
    // The store says itself, once, that it cannot serve; every session fails for it.
    log.debug(
        "event=append_failed session={} seq={} events={} error={}",
        id(),
        session.seq(),
        batch.events().size(),
        String.valueOf(failure));
    // Whether the events are in the log is not known: what is there is what happened.
    ask(
        around.store().read(id(), session.seq(), Batch.MAX_EVENTS),
        (read, unread) -> {
          if (read == null || read.equals(NOTHING)) {
            batch.tasks().forEach(this::refuse);
            underWay = List.of();
          } else {
            decideAgain(batch);
          }
          readOn(read, unread);
        });
  }

  /** Decides the tasks of a batch once more; what of it is in the log changes nothing then. */
  private void decideAgain(Batch batch) {
    underWay = List.of();
    batch.tasks().reversed().forEach(inbox::addFirst);
  }

  private void refuse(Task task) {
    switch (task) {
      case Task.Join join ->
          places.refuse(join.seat(), CloseCode.OVER_CAPACITY, "the log cannot be written");
      case Task.Leave leave -> loop.schedule(RETRY_AFTER, () -> leave(leave.user()));
      case Task.Update update -> reply(update.seat(), unavailable(update.message().n()));
      case Task.Resolve resolve -> reply(resolve.seat(), unavailable(resolve.message().n()));
      case Task.Resync resync -> answer(resync);
    }
  }

  /** Applies and publishes what is in the log behind this state, until that is all. */
  private void readOn() {
    ask(around.store().read(id(), session.seq(), Batch.MAX_EVENTS), this::readOn);
  }

  private void readOn(@Nullable Read read, @Nullable Throwable failure) {
    switch (read) {
      case Read.Events(List<RecordedEvent> events) -> publishAll(events);
      case Read.Compacted(Seq upTo) -> {
        // Others have written so much since then that only the state says what it came to.
        log.warn("event=left_behind session={} seq={} compacted={}", id(), session.seq(), upTo);
        close(CloseCode.RESTARTING, "the session has gone on; it opens anew");
      }
      case null -> {
        log.error("event=read_failed session={} error={}", id(), String.valueOf(failure));
        busy = true;
        loop.schedule(RETRY_AFTER, () -> guarded(this::readOn));
      }
    }
  }

  private void publishAll(List<RecordedEvent> events) {
    events.forEach(
        event -> publish(event, SessionDecider.apply(session, event), Broadcaster.UNTIMED));
    if (events.stream().anyMatch(recorded -> recorded.event() instanceof Event.MemberJoined)) {
      // Whoever came by an append that was not answered may have been refused, or be gone.
      dropAbsentAfterGrace();
    }
    if (events.size() == Batch.MAX_EVENTS) {
      readOn();
    }
  }

  /** Waits for the log; nothing is decided meanwhile, and what has come is decided then. */
  private <T> void ask(
      CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    busy = true;
    stage.whenCompleteAsync(
        (value, failure) ->
            guarded(() -> {
              busy = false;
              then.accept(value, failure);
              turn();
            }),
        loop);
  }

  private void publish(Batch batch) {
    batch.takeEffect();
    underWay = List.of();
    keepSnapshot();
  }

  /**
   * One event becomes visible.
   *
   * @param receivedNanos when what asked for it came in, or {@link Broadcaster#UNTIMED}
   */
  void publish(RecordedEvent recorded, Session after, long receivedNanos) {
    session = after;
    ServerMessage.Sequenced message = new ServerMessage.Sequenced(recorded);
    ByteBuf frame = Frame.encode(message);
    tail.add(message.type(), frame);
    broadcaster.toAll(message.type(), frame, receivedNanos);
    if (recorded.event() instanceof Event.ParamsChanged changed && changed.resolution() != null) {
      around.counts().resolutions().add(changed.resolution().strategy());
    }
  }

  private void keepSnapshot() {
    if (session.seq().value() - snapshotAt.value() < EVENTS_PER_SNAPSHOT) {
      return;
    }
    Seq at = session.seq();
    snapshotAt = at;
    around
        .store()
        .saveSnapshot(session)
        .exceptionally(failure -> {
          log.warn("event=snapshot_failed session={} seq={} error={}", id(), at, failure);
          return null;
        });
  }

  // What the tasks of a batch bring about.

  /** A client takes its place, and is told where the session stands. */
  void admit(Seat seat, Session before, List<RecordedEvent> missed) {
    places.take(seat);
    around.counts().joins().increment();
    briefing.welcome(seat, before, missed, now());
    places.showOthersTo(seat);
    if (!seat.connected()) {
      disconnected(seat);
    }
  }

  void answer(Task.Resync resync) {
    resync.seat().catchingUp(false);
    if (resync.seat().stage() == Seat.Stage.SEATED) {
      briefing.answer(resync.seat(), resync.message(), session, resync.missed(), now());
    }
  }

  /** Sends to one client, if it is still there, with what else is due. */
  void reply(Seat seat, ServerMessage message) {
    if (seat.stage() == Seat.Stage.SEATED) {
      if (message instanceof ServerMessage.ErrorReply error) {
        around.counts().refusals().add(error.code());
      }
      broadcaster.to(seat.peer(), message);
    }
  }

  private void replyNow(Seat seat, ServerMessage message) {
    reply(seat, message);
    broadcaster.flush();
  }

  /** Whether what another person sent under {@code client}, before they went, waits its turn. */
  boolean isYetToWrite(ClientId client, UserId user) {
    return inbox.stream()
        .anyMatch(task ->
            task instanceof Task.Write write
                && write.seat().isNamed()
                && write.seat().client().equals(client)
                && !write.seat().request().user().id().equals(user));
  }

  private void leave(UserId user) {
    // Whoever is in their grace when the server stops has it anew when the session opens again.
    if (!closed && stopping == null) {
      enqueue(new Task.Leave(now(), user));
    }
  }

  private void dropAbsentAfterGrace() {
    loop.schedule(around.settings().presenceGrace(), () -> guarded(this::dropAbsent));
  }

  private void dropAbsent() {
    for (UserId user : List.copyOf(session.members().keySet())) {
      if (!roster().has(user)) {
        leave(user);
      }
    }
  }

  private void resync(Seat seat, ClientMessage.Resync message) {
    if (seat.catchingUp()) {
      return;
    }
    seat.catchingUp(true);
    log.info("event=resync session={} from={} to={}", id(), message.lastSeenSeq(), session.seq());
    readMissed(message.lastSeenSeq(), message.epoch())
        .thenAccept(missed -> enqueue(new Task.Resync(now(), seat, message, missed)));
  }

  /** What came after {@code position}, as far as the log has to be asked for it. */
  private CompletionStage<List<RecordedEvent>> readMissed(Seq position, Optional<Epoch> epoch) {
    if (!CatchUp.needsLog(session, position, epoch, tail)) {
      return CompletableFuture.completedStage(List.of());
    }
    return around
        .store()
        .read(id(), position, Limits.MAX_MISSED_MESSAGES)
        // Without them the client is sent the state, which is right too.
        .exceptionally(_ -> NOTHING)
        .thenApplyAsync(
            read ->
                switch (read) {
                  case Read.Events(List<RecordedEvent> events) -> events;
                  case Read.Compacted _ -> List.of();
                },
            loop);
  }

  private static ServerMessage unavailable(OptionalLong n) {
    return error(
        ErrorCode.UNAVAILABLE,
        "the change could not be stored; try again",
        n,
        OptionalLong.of(RETRY_AFTER.toMillis()));
  }

  private static ServerMessage error(
      ErrorCode code, String message, OptionalLong n, OptionalLong retryAfterMillis) {
    return new ServerMessage.ErrorReply(code, message, n, retryAfterMillis);
  }

  // The end.

  /** Whether all that came has been decided and told. */
  private boolean isAtRest() {
    return inbox.isEmpty() && !busy && !turnDue;
  }

  private boolean isIdle() {
    return isAtRest() && expected.isEmpty() && roster().members().isEmpty();
  }

  private void watchIdleness() {
    if (idleTimer == null && !closed && isIdle()) {
      idleTimer =
          loop.schedule(
              around.settings().idleAfter(),
              () -> {
                idleTimer = null;
                if (!closed && isIdle()) {
                  closed = true;
                  around.closed().accept(id());
                }
              });
    }
  }

  private void completeStop() {
    // Nothing that comes for a closed session is decided, not even the answer that it waited for.
    if (stopping != null && (closed || isAtRest())) {
      stopping.complete(null);
    }
  }

  /** A bug closes this session, which its members then open anew from the log; not the server. */
  private void guarded(Runnable action) {
    if (closed) {
      return;
    }
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("event=session_failed session={} seq={}", id(), session.seq(), e);
      close(CloseCode.INTERNAL_ERROR, "the session failed; it opens anew");
    }
  }

  private void close(CloseCode code, String reason) {
    closed = true;
    places.closeAll(code, reason);
    Stream.concat(underWay.stream(), inbox.stream())
        .forEach(task -> {
          if (task instanceof Task.Join join && join.seat().stage() == Seat.Stage.WAITING) {
            places.refuse(join.seat(), code, reason);
          }
        });
    inbox.clear();
    broadcaster.flush();
    around.closed().accept(id());
    completeStop();
  }

  private Instant now() {
    return around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
