package ai.trivector.collab.protocol;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Conflict;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the server sends to a client. */
public sealed interface ServerMessage {

  /** The kinds of message, by their words on the wire. */
  enum Type {
    AUTH_SUCCESS("auth:success"),
    AUTH_FAILED("auth:failed"),
    PARAM_BROADCAST("param:broadcast"),
    SESSION_JOINED("session:joined"),
    SESSION_LEFT("session:left"),
    CONFLICT_DETECTED("conflict:detected"),
    SESSION_STATE("session:state"),
    PONG("pong"),
    ACK("ack"),
    ERROR("error"),
    PRESENCE_BROADCAST("presence:broadcast"),
    SESSION_DELETED("session:deleted");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  default Type type() {
    return switch (this) {
      case Sequenced sequenced ->
          switch (sequenced.recorded().event()) {
            case Event.ParamsChanged _ -> Type.PARAM_BROADCAST;
            case Event.MemberJoined _ -> Type.SESSION_JOINED;
            case Event.MemberLeft _ -> Type.SESSION_LEFT;
          };
      case PresenceBroadcast _ -> Type.PRESENCE_BROADCAST;
      case Ack _ -> Type.ACK;
      case Pong _ -> Type.PONG;
      case ErrorReply _ -> Type.ERROR;
      case ConflictDetected _ -> Type.CONFLICT_DETECTED;
      case State _ -> Type.SESSION_STATE;
      case AuthSuccess _ -> Type.AUTH_SUCCESS;
      case AuthFailed _ -> Type.AUTH_FAILED;
      case SessionDeleted _ -> Type.SESSION_DELETED;
    };
  }

  /**
   * A client was let in; the first message it gets. The state is that before its own {@code
   * session:joined}, if there is one; the users include itself.
   *
   * @param resumed true where the client's own state goes on, and what it missed follows
   */
  record AuthSuccess(
      Instant at,
      SessionId session,
      UserId user,
      List<User> users,
      Map<String, Double> params,
      Seq seq,
      ClientId client,
      boolean resumed,
      Epoch epoch,
      Model model)
      implements ServerMessage {}

  /** A client was not let in; close 4401 follows. */
  record AuthFailed(String error, String code) implements ServerMessage {}

  /**
   * Something happened: {@code param:broadcast}, {@code session:joined} or {@code session:left}. To
   * every member, in the log's order, the author included.
   */
  record Sequenced(RecordedEvent recorded) implements ServerMessage {}

  /** Somebody else's write stands in the way; to the writer alone. */
  record ConflictDetected(Seq seq, OptionalLong n, Conflict conflict) implements ServerMessage {}

  /** The state, authoritative: the client replaces what it has and goes on from {@code seq}. */
  record State(
      Instant at,
      Map<String, Double> params,
      Seq seq,
      Epoch epoch,
      List<User> users,
      StateReason reason)
      implements ServerMessage {}

  /** Why a state was sent. */
  enum StateReason {
    /** The client asked, or had missed too much. */
    RESYNC,
    /** The client read too slowly, and what waited for it was dropped. */
    LAGGING,
    /** The client's position is not one of this log. */
    RESTORED;

    /** The word for it on the wire. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The answer to {@code ping}. */
  record Pong() implements ServerMessage {}

  /** The message numbered {@code n} changed nothing: no-op, or it had taken effect before. */
  record Ack(long n, Seq seq) implements ServerMessage {}

  /** The message was refused, and nothing of it was done; to its sender alone. */
  record ErrorReply(ErrorCode code, String message, OptionalLong n, OptionalLong retryAfterMillis)
      implements ServerMessage {}

  /** What another member's hands are doing; empty when that ends. */
  record PresenceBroadcast(ClientId client, UserId user, Optional<Presence> presence)
      implements ServerMessage {}

  /** The session was deleted; close 4404 follows. */
  record SessionDeleted() implements ServerMessage {}
}
