package ai.trivector.collab.server.runtime;

import ai.trivector.collab.presence.Roster;
import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  private final Surroundings around;
  private final Loop loop;
  private final SessionDecider decider;
  private final Broadcaster broadcaster = new Broadcaster();
  private final PresenceLane presence;
  private final Deque<Task> inbox = new ArrayDeque<>();
  private final Map<ClientId, Seat> seats = new HashMap<>();
  private final Map<ClientId, Loop.Timer> graces = new HashMap<>();
  private final Tail tail;

  private Session session;
  private Roster roster = Roster.EMPTY;
  private Seq snapshotAt;

  /** True while the log is being asked; no other batch is decided then. */
  private boolean appending;

  /** Joins whose missed events are being read. */
  private int expected;

  private Loop.@Nullable Timer idleTimer;
  private @Nullable CompletableFuture<Void> stopping;
  private boolean closed;

  SessionRunner(Surroundings around, Loop loop, Session session) {
    this.around = around;
    this.loop = loop;
    this.session = session;
    this.decider = new SessionDecider(around.conflictRule());
    this.tail = new Tail(session.seq());
    this.snapshotAt = session.seq();
    this.presence = new PresenceLane(loop, around.clock(), broadcaster);
    if (!session.members().isEmpty()) {
      // They were here when the process stopped, and may come back as after any lost connection.
      loop.schedule(around.settings().presenceGrace(), guarded(this::dropAbsent));
    }
    watchIdleness();
  }

  Session session() {
    return session;
  }

  Roster roster() {
    return roster;
  }

  /** Opens the way for a join: reads what the client missed, if that takes the log. */
  CompletionStage<List<RecordedEvent>> missedBy(JoinRequest request) {
    if (request.client().isEmpty() || request.lastSeen().isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    expected++;
    return readMissed(request.lastSeen().get(), request.epoch()).whenComplete((_, _) -> expected--);
  }

  void join(Seat seat, List<RecordedEvent> missed) {
    enqueue(new Task.Join(now(), seat, missed));
  }

  void receive(Seat seat, ClientMessage message) {
    if (closed || stopping != null) {
      return;
    }
    switch (message) {
      case ClientMessage.ParamUpdate update ->
          offer(seat, update, new Task.Update(now(), seat, update));
      case ClientMessage.ConflictResolved resolved ->
          offer(seat, resolved, new Task.Resolve(now(), seat, resolved));
      case ClientMessage.Resync resync -> resync(seat, resync);
      case ClientMessage.PresenceUpdate update -> changePresence(seat, update);
      case ClientMessage.Ping _ -> reply(seat, new ServerMessage.Pong());
      case ClientMessage.Auth _ -> reply(seat, invalid("this connection is authenticated already"));
    }
  }

  void disconnected(Seat seat) {
    if (closed || stopping != null || seat.stage() != Seat.Stage.SEATED) {
      return;
    }
    ClientId client = seat.client();
    unseat(seat);
    if (seat.saidGoodbye()) {
      giveUp(client);
    } else {
      roster = roster.disconnect(client);
      graces.put(
          client,
          loop.schedule(
              around.settings().presenceGrace(),
              guarded(() -> {
                graces.remove(client);
                giveUp(client);
              })));
    }
    broadcaster.flush();
  }

  void sendLaggingState(Seat seat) {
    if (seat.stage() == Seat.Stage.SEATED) {
      log.info("event=lagging session={} client={}", session.id(), seat.client());
      broadcaster.stateTo(seat.peer(), state(ServerMessage.StateReason.LAGGING));
      presence.showOthersTo(seat, roster);
      broadcaster.flush();
    }
  }

  void sendPresenceOfOthers(Seat seat) {
    if (seat.stage() == Seat.Stage.SEATED) {
      presence.showOthersTo(seat, roster);
      broadcaster.flush();
    }
  }

  /** Finishes what has come so far, takes nothing more, and completes. */
  CompletionStage<Void> stop() {
    if (stopping == null) {
      stopping = new CompletableFuture<>();
      drain();
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

  private void offer(Seat seat, ClientMessage message, Task task) {
    if (inbox.size() >= MAX_INBOX) {
      reply(seat, unavailable(message.n()));
    } else {
      enqueue(task);
    }
  }

  private void enqueue(Task task) {
    inbox.add(task);
    drain();
  }

  private void drain() {
    while (!appending && !closed && !inbox.isEmpty()) {
      Batch batch = decideNext();
      if (batch.events().isEmpty()) {
        publish(batch);
      } else {
        append(batch);
      }
    }
    completeStop();
  }

  private Batch decideNext() {
    Batch batch = new Batch(session);
    Deciding deciding = new Deciding(this, decider, batch);
    while (!inbox.isEmpty() && !batch.isFull()) {
      Task task = inbox.remove();
      batch.started(task);
      deciding.decide(task);
    }
    return batch;
  }

  private void append(Batch batch) {
    appending = true;
    around
        .store()
        .append(session.id(), session.seq(), batch.events())
        .whenCompleteAsync(
            (result, failure) ->
                guarded(
                        () -> {
                          appending = false;
                          appended(batch, result, failure);
                          drain();
                        })
                    .run(),
            loop);
  }

  private void appended(
      Batch batch, EventStore.@Nullable Appended result, @Nullable Throwable failure) {
    if (closed) {
      return;
    }
    if (result == null) {
      log.error(
          "event=append_failed session={} seq={} events={} error={}",
          session.id(),
          session.seq(),
          batch.events().size(),
          String.valueOf(failure));
      refuse(batch);
      // Whether the events are in the log is not known: what is there is what happened.
      readOn();
      return;
    }
    switch (result) {
      case EventStore.Appended.Done _ -> publish(batch);
      case EventStore.Appended.Conflict _ -> {
        List<Task> again = batch.tasks();
        for (int i = again.size() - 1; i >= 0; i--) {
          inbox.addFirst(again.get(i));
        }
        readOn();
      }
      case EventStore.Appended.NoSession _ -> deleted();
    }
  }

  private void publish(Batch batch) {
    batch.takeEffect();
    broadcaster.flush();
    keepSnapshot();
    watchIdleness();
  }

  /** One event of a batch becomes visible. */
  void publish(RecordedEvent recorded, Session after) {
    session = after;
    tail.add(recorded);
    broadcaster.toAll(new ServerMessage.Sequenced(recorded));
  }

  /** Nothing of this batch was done, as far as this server knows. */
  private void refuse(Batch batch) {
    for (Task task : batch.tasks()) {
      switch (task) {
        case Task.Join join ->
            refuse(join.seat(), CloseCode.OVER_CAPACITY, "the log is unavailable");
        case Task.Leave leave ->
            loop.schedule(RETRY_AFTER, guarded(() -> enqueue(new Task.Leave(now(), leave.user()))));
        case Task.Update update -> reply(update.seat(), unavailable(update.message().n()));
        case Task.Resolve resolve -> reply(resolve.seat(), unavailable(resolve.message().n()));
        case Task.Resync resync -> answer(resync.seat(), resync.message(), resync.missed());
      }
    }
    broadcaster.flush();
  }

  /** Applies and publishes what is in the log behind this state, until that is all. */
  private void readOn() {
    appending = true;
    around
        .store()
        .read(session.id(), session.seq(), Batch.MAX_EVENTS)
        .whenCompleteAsync(
            (events, failure) ->
                guarded(
                        () -> {
                          appending = false;
                          readOn(events, failure);
                          drain();
                        })
                    .run(),
            loop);
  }

  private void readOn(@Nullable List<RecordedEvent> events, @Nullable Throwable failure) {
    if (events == null) {
      log.error("event=read_failed session={} error={}", session.id(), String.valueOf(failure));
      appending = true;
      loop.schedule(RETRY_AFTER, guarded(this::readOn));
      return;
    }
    for (RecordedEvent recorded : events) {
      publish(recorded, SessionDecider.apply(session, recorded));
    }
    broadcaster.flush();
    if (events.size() == Batch.MAX_EVENTS) {
      readOn();
    }
  }

  private void keepSnapshot() {
    if (session.seq().value() - snapshotAt.value() >= EVENTS_PER_SNAPSHOT) {
      Seq at = session.seq();
      snapshotAt = at;
      around
          .store()
          .saveSnapshot(session)
          .whenComplete((_, failure) -> {
            if (failure != null) {
              log.warn(
                  "event=snapshot_failed session={} seq={} error={}",
                  session.id(),
                  at,
                  String.valueOf(failure));
            }
          });
    }
  }

  // Coming and going.

  /** Whether a further place may be taken in this session. */
  boolean hasRoom(Batch batch, ClientId client) {
    return roster.find(client).isPresent()
        || roster.members().size() + batch.joinCount() < around.settings().maxMembers();
  }

  /** The id under which a client is to be known: its own, unless that is somebody else's. */
  ClientId nameFor(Seat seat) {
    UserId user = seat.request().user().id();
    return seat.request()
        .client()
        .filter(own -> !belongsToAnother(own, user))
        .orElseGet(around.ids());
  }

  private boolean belongsToAnother(ClientId client, UserId user) {
    boolean placed =
        roster.find(client).map(member -> !member.user().id().equals(user)).orElse(false);
    var progress = session.clients().get(client);
    return placed || (progress != null && !progress.owner().equals(user));
  }

  void refuse(Seat seat, CloseCode code, String reason) {
    seat.gone();
    broadcaster.close(seat.peer(), code, reason);
  }

  /** A client takes its place, and is told where the session stands. */
  void admit(Seat seat, Session before, List<RecordedEvent> missed) {
    ClientId client = seat.client();
    Seat replaced = seats.get(client);
    if (replaced != null) {
      unseat(replaced);
      broadcaster.close(
          replaced.peer(), CloseCode.NORMAL, "replaced by a newer connection of this client");
    }
    Loop.Timer grace = graces.remove(client);
    if (grace != null) {
      grace.cancel();
    }
    roster = roster.connect(client, seat.request().user());
    seats.put(client, seat);
    broadcaster.add(seat.peer());
    seat.seated();
    welcome(seat, before, missed);
    presence.showOthersTo(seat, roster);
    if (!seat.connected()) {
      disconnected(seat);
    }
  }

  private void welcome(Seat seat, Session before, List<RecordedEvent> missed) {
    JoinRequest request = seat.request();
    boolean returns = request.client().filter(seat.client()::equals).isPresent();
    CatchUp catchUp =
        returns && request.lastSeen().isPresent()
            ? CatchUp.plan(before, request.lastSeen().get(), request.epoch(), missed, tail)
            : null;
    boolean resumed =
        switch (catchUp) {
          case null -> false;
          case CatchUp.Missed _ -> true;
          case CatchUp.Replace replace -> replace.reason() != ServerMessage.StateReason.RESTORED;
        };
    broadcaster.to(
        seat.peer(),
        new ServerMessage.AuthSuccess(
            now(),
            before.id(),
            request.user().id(),
            usersWith(before, request.user()),
            before.params(),
            before.seq(),
            seat.client(),
            resumed,
            before.epoch(),
            before.model()));
    if (catchUp != null) {
      send(seat, catchUp);
      log.info(
          "event=resumed session={} client={} from={} to={} by={}",
          before.id(),
          seat.client(),
          request.lastSeen().get(),
          before.seq(),
          catchUp instanceof CatchUp.Missed ? "events" : "state");
    }
  }

  private static List<User> usersWith(Session session, User self) {
    Map<UserId, User> users = new LinkedHashMap<>(session.members());
    users.put(self.id(), self);
    return List.copyOf(users.values());
  }

  private void unseat(Seat seat) {
    seats.remove(seat.client(), seat);
    broadcaster.remove(seat.peer());
    presence.end(seat, roster);
    seat.gone();
  }

  private void giveUp(ClientId client) {
    roster
        .find(client)
        .ifPresent(member -> {
          roster = roster.remove(client);
          if (!roster.has(member.user().id())) {
            enqueue(new Task.Leave(now(), member.user().id()));
          }
        });
    watchIdleness();
  }

  private void dropAbsent() {
    for (UserId user : List.copyOf(session.members().keySet())) {
      if (!roster.has(user)) {
        enqueue(new Task.Leave(now(), user));
      }
    }
  }

  private void changePresence(Seat seat, ClientMessage.PresenceUpdate update) {
    if (seat.stage() == Seat.Stage.SEATED) {
      roster = roster.change(seat.client(), update.change());
      presence.changed(seat, () -> roster);
      broadcaster.flush();
    }
  }

  // Catching up.

  private void resync(Seat seat, ClientMessage.Resync message) {
    log.info(
        "event=resync session={} client={} from={} to={}",
        session.id(),
        seat.isNamed() ? seat.client() : "new",
        message.lastSeenSeq(),
        session.seq());
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
        .read(session.id(), position, Limits.MAX_MISSED_MESSAGES)
        // Without them the client is sent the state, which is right too.
        .exceptionally(_ -> List.of())
        .thenApplyAsync(events -> events, loop);
  }

  /** Answers a resync: what was missed, for a client that can use it; then the state. */
  void answer(Seat seat, ClientMessage.Resync message, List<RecordedEvent> missed) {
    if (seat.stage() != Seat.Stage.SEATED) {
      return;
    }
    CatchUp catchUp = CatchUp.plan(session, message.lastSeenSeq(), message.epoch(), missed, tail);
    ServerMessage.StateReason reason = ServerMessage.StateReason.RESYNC;
    switch (catchUp) {
      case CatchUp.Missed(List<RecordedEvent> events) -> {
        if (seat.request().client().isPresent()) {
          events.forEach(event -> reply(seat, new ServerMessage.Sequenced(event)));
        }
      }
      case CatchUp.Replace replace -> reason = replace.reason();
    }
    broadcaster.stateTo(seat.peer(), state(reason));
  }

  private void send(Seat seat, CatchUp catchUp) {
    switch (catchUp) {
      case CatchUp.Missed missed ->
          missed.events().forEach(event -> reply(seat, new ServerMessage.Sequenced(event)));
      case CatchUp.Replace replace -> broadcaster.stateTo(seat.peer(), state(replace.reason()));
    }
  }

  private ServerMessage.State state(ServerMessage.StateReason reason) {
    return new ServerMessage.State(
        now(),
        session.params(),
        session.seq(),
        session.epoch(),
        List.copyOf(session.members().values()),
        reason);
  }

  // Small things.

  /** Sends to one client, if it is still there; what is sent here is flushed with the batch. */
  void reply(Seat seat, ServerMessage message) {
    if (seat.stage() == Seat.Stage.SEATED) {
      broadcaster.to(seat.peer(), message);
      if (!appending) {
        broadcaster.flush();
      }
    }
  }

  private static ServerMessage invalid(String message) {
    return new ServerMessage.ErrorReply(
        ErrorCode.INVALID_MESSAGE, message, OptionalLong.empty(), OptionalLong.empty());
  }

  private static ServerMessage unavailable(OptionalLong n) {
    return new ServerMessage.ErrorReply(
        ErrorCode.UNAVAILABLE,
        "the change could not be stored; try again",
        n,
        OptionalLong.of(RETRY_AFTER.toMillis()));
  }

  private Instant now() {
    return around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private boolean isIdle() {
    return roster.members().isEmpty() && inbox.isEmpty() && !appending && expected == 0;
  }

  private void watchIdleness() {
    if (idleTimer == null && !closed && isIdle()) {
      idleTimer =
          loop.schedule(
              around.settings().idleAfter(),
              guarded(() -> {
                idleTimer = null;
                if (isIdle()) {
                  closed = true;
                  around.closed().accept(session.id());
                } else {
                  watchIdleness();
                }
              }));
    }
  }

  private void completeStop() {
    if (stopping != null && inbox.isEmpty() && !appending) {
      stopping.complete(null);
    }
  }

  private void close(CloseCode code, String reason) {
    closed = true;
    for (Seat seat : new ArrayList<>(seats.values())) {
      refuse(seat, code, reason);
    }
    for (Task task : inbox) {
      if (task instanceof Task.Join join) {
        refuse(join.seat(), code, reason);
      }
    }
    inbox.clear();
    seats.clear();
    graces.values().forEach(Loop.Timer::cancel);
    broadcaster.flush();
    around.closed().accept(session.id());
    if (stopping != null) {
      stopping.complete(null);
    }
  }

  /** A bug closes this session, which its members then open anew from the log; not the server. */
  private Runnable guarded(Runnable action) {
    return () -> {
      if (closed) {
        return;
      }
      try {
        action.run();
      } catch (RuntimeException e) {
        log.error("event=session_failed session={} seq={}", session.id(), session.seq(), e);
        close(CloseCode.INTERNAL_ERROR, "the session failed; it opens anew");
      }
    };
  }

  SessionId id() {
    return session.id();
  }

  /** For those that are told of the session as a whole. */
  List<Seat> seated() {
    return Collections.unmodifiableList(new ArrayList<>(seats.values()));
  }
}
