package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.protocol.ServerMessage.StateReason;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one client where the session stands: when it comes, comes back, or has lost its place. */
final class Briefing {

  private static final Logger log = LoggerFactory.getLogger(Briefing.class);

  private final Broadcaster broadcaster;
  private final Tail tail;
  private final RuntimeCounts counts;

  Briefing(Broadcaster broadcaster, Tail tail, RuntimeCounts counts) {
    this.broadcaster = broadcaster;
    this.tail = tail;
    this.counts = counts;
  }

  /**
   * The first message to a client that was let in, and, for one that comes back, what it missed.
   *
   * @param before the session before this client's own {@code session:joined}
   * @param missed what the client missed, as far as that had to be read from the log
   */
  void welcome(Seat seat, Session before, List<RecordedEvent> missed, Instant now) {
    Optional<CatchUp> catchUp =
        positionOf(seat).map(at -> CatchUp.plan(before, at, seat.request().epoch(), missed, tail));
    boolean resumed =
        catchUp.isPresent() && !catchUp.get().equals(new CatchUp.Replace(StateReason.RESTORED));
    broadcaster.to(
        seat.peer(),
        new ServerMessage.AuthSuccess(
            now,
            before.id(),
            seat.request().user().id(),
            usersWith(before, seat.request().user()),
            before.params(),
            before.seq(),
            seat.client(),
            resumed,
            before.epoch(),
            before.model()));
    catchUp.ifPresent(how -> {
      counts.resumes().increment();
      log.info(
          "event=resumed session={} client={} from={} to={}",
          before.id(),
          seat.client(),
          seat.request().lastSeen().orElse(Seq.ORIGIN),
          before.seq());
      switch (how) {
        case CatchUp.Missed events -> send(seat, events);
        case CatchUp.Replace(StateReason reason) -> sendState(seat, before, reason, now);
      }
    });
  }

  /** The answer to a resync: what was missed, for a client that can use it; then the state. */
  void answer(
      Seat seat,
      ClientMessage.Resync resync,
      Session session,
      List<RecordedEvent> missed,
      Instant now) {
    switch (CatchUp.plan(session, resync.lastSeenSeq(), resync.epoch(), missed, tail)) {
      case CatchUp.Missed events -> {
        if (seat.request().client().isPresent()) {
          send(seat, events);
        }
        sendState(seat, session, StateReason.RESYNC, now);
      }
      case CatchUp.Replace(StateReason reason) -> sendState(seat, session, reason, now);
    }
  }

  void sendState(Seat seat, Session session, StateReason reason, Instant now) {
    counts.states().add(reason);
    broadcaster.stateTo(
        seat.peer(),
        new ServerMessage.State(
            now,
            session.params(),
            session.seq(),
            session.epoch(),
            List.copyOf(session.members().values()),
            reason));
  }

  /** How far the client had come; only one that is known by its own id goes on from there. */
  private static Optional<Seq> positionOf(Seat seat) {
    JoinRequest request = seat.request();
    return request.client().filter(seat.client()::equals).isPresent()
        ? request.lastSeen()
        : Optional.empty();
  }

  private void send(Seat seat, CatchUp.Missed events) {
    broadcaster.catchUp(
        seat.peer(),
        events.read().stream().map(ServerMessage.Sequenced::new).toList(),
        events.told());
  }

  private static List<User> usersWith(Session session, User self) {
    Map<UserId, User> users = new LinkedHashMap<>(session.members());
    users.put(self.id(), self);
    return List.copyOf(users.values());
  }
}
