package ai.trivector.collab.protocol;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Resolution;
import ai.trivector.collab.session.Seq;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client sends to the server. */
public sealed interface ClientMessage {

  /** The kinds of message, by their words on the wire. */
  enum Type {
    AUTH("auth"),
    PARAM_UPDATE("param:update"),
    CONFLICT_RESOLVED("conflict:resolved"),
    SESSION_RESYNC("session:resync"),
    PING("ping"),
    PRESENCE_UPDATE("presence:update");

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
      case ParamUpdate _ -> Type.PARAM_UPDATE;
      case PresenceUpdate _ -> Type.PRESENCE_UPDATE;
      case ConflictResolved _ -> Type.CONFLICT_RESOLVED;
      case Resync _ -> Type.SESSION_RESYNC;
      case Ping _ -> Type.PING;
      case Auth _ -> Type.AUTH;
    };
  }

  /** The sender's own number of this message, if it expects an outcome and said so. */
  default OptionalLong n() {
    return OptionalLong.empty();
  }

  /**
   * The first message of every connection, within {@link Limits#AUTH_TIMEOUT}. A client that comes
   * back says how far it had come, and is sent what it missed.
   */
  record Auth(
      Optional<String> token,
      Optional<String> name,
      Optional<String> color,
      Optional<ClientId> clientId,
      Optional<Seq> lastSeenSeq,
      Optional<Epoch> epoch)
      implements ClientMessage {}

  /** A person moved parameters. Answered by a broadcast, conflicts, an ack or an error. */
  record ParamUpdate(OptionalLong n, Optional<Seq> baseSeq, Map<String, Double> params)
      implements ClientMessage {}

  /** A person chose the outcome of a conflict that they were told of. */
  record ConflictResolved(
      OptionalLong n, Optional<Seq> baseSeq, Resolution resolution, double resolvedValue)
      implements ClientMessage {}

  /** A client noticed that it missed something. */
  record Resync(Seq lastSeenSeq, Optional<Epoch> epoch) implements ClientMessage {}

  /** A client asks whether the server is there; answered by {@code pong}. */
  record Ping() implements ClientMessage {}

  /** What a person's hands are doing; ephemeral, and never answered. */
  record PresenceUpdate(Presence.Change change) implements ClientMessage {}
}
