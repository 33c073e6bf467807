package ai.trivector.collab.protocol;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.protocol.Json.MalformedException;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Resolution;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what a client sent. Unknown fields are ignored; everything else is checked. */
public final class MessageReader {

  /** What a text from a client turned out to be. */
  public sealed interface Received {

    record Understood(ClientMessage message) implements Received {}

    /** No message of this protocol, and what to tell its sender. */
    record NotUnderstood(ErrorCode code, String reason, OptionalLong n) implements Received {}
  }

  private MessageReader() {}

  /** Reads the text of one message. Never throws for what the text says. */
  public static Received read(byte[] utf8) {
    OptionalLong n = OptionalLong.empty();
    try {
      Fields frame = new Fields("the message", Json.readObject(utf8));
      n = frame.optionalCount("n");
      String type = frame.string("type");
      Optional<ClientMessage> message = message(type, frame, n);
      return message.isPresent()
          ? new Received.Understood(message.get())
          : new Received.NotUnderstood(
              ErrorCode.UNKNOWN_TYPE, "unknown type '%s'".formatted(Fields.quoted(type)), n);
    } catch (MalformedException e) {
      return new Received.NotUnderstood(
          ErrorCode.INVALID_MESSAGE, String.valueOf(e.getMessage()), n);
    }
  }

  private static Optional<ClientMessage> message(String type, Fields frame, OptionalLong n)
      throws MalformedException {
    return switch (type) {
      case "auth" -> Optional.of(auth(payload(frame)));
      case "param:update" ->
          Optional.of(
              new ClientMessage.ParamUpdate(
                  n, frame.optionalSeq("baseSeq"), params(payload(frame))));
      case "conflict:resolved" -> Optional.of(conflictResolved(frame, n, payload(frame)));
      case "session:resync" -> Optional.of(resync(payload(frame)));
      case "ping" -> Optional.of(new ClientMessage.Ping());
      case "presence:update" ->
          Optional.of(new ClientMessage.PresenceUpdate(presence(payload(frame))));
      default -> Optional.empty();
    };
  }

  private static Fields payload(Fields frame) throws MalformedException {
    return frame.optionalObject("payload").orElse(new Fields("payload", Map.of()));
  }

  private static ClientMessage auth(Fields payload) throws MalformedException {
    Optional<String> token = payload.optionalString("token");
    if (token.isPresent() && token.get().length() > Limits.MAX_TOKEN_LENGTH) {
      throw payload.wrong(
          "token", "at most %s characters long".formatted(Limits.MAX_TOKEN_LENGTH), "longer");
    }
    return new ClientMessage.Auth(
        token.filter(text -> !text.isEmpty() && !text.equals("anonymous")),
        payload.optionalString("name"),
        payload.optionalString("color"),
        payload.optionalString("clientId").flatMap(ClientId::parse),
        payload.optionalSeq("lastSeenSeq"),
        payload.optionalString("epoch").map(Epoch::new));
  }

  private static Map<String, Double> params(Fields payload) throws MalformedException {
    if (payload.members().isEmpty()) {
      throw new MalformedException("param:update needs at least one parameter in its payload");
    }
    if (payload.members().size() == 1) {
      // Nearly always; it is the smallest map that there is.
      String name = payload.members().keySet().iterator().next();
      return Map.of(name, payload.number(name));
    }
    Map<String, Double> params = LinkedHashMap.newLinkedHashMap(payload.members().size());
    for (String name : payload.members().keySet()) {
      params.put(name, payload.number(name));
    }
    return Collections.unmodifiableMap(params);
  }

  private static ClientMessage conflictResolved(Fields frame, OptionalLong n, Fields payload)
      throws MalformedException {
    String word = payload.string("strategy");
    Resolution.Strategy strategy =
        Resolution.Strategy.ofWord(word)
            .orElseThrow(() -> payload.wrong("strategy", "yours, theirs or average", word));
    return new ClientMessage.ConflictResolved(
        n,
        frame.optionalSeq("baseSeq"),
        new Resolution(payload.string("param"), strategy),
        payload.number("resolvedValue"));
  }

  private static ClientMessage resync(Fields payload) throws MalformedException {
    return new ClientMessage.Resync(
        payload
            .optionalSeq("lastSeenSeq")
            .orElseThrow(() -> payload.missing("lastSeenSeq", "a whole number from 0")),
        payload.optionalString("epoch").map(Epoch::new));
  }

  private static Presence.Change presence(Fields payload) throws MalformedException {
    return new Presence.Change(
        payload.has("cursor") ? Optional.of(cursor(payload)) : Optional.empty(),
        payload.has("holding") ? Optional.of(holding(payload)) : Optional.empty(),
        payload.has("view") ? Optional.of(label(payload, "view")) : Optional.empty());
  }

  private static Optional<Presence.Cursor> cursor(Fields payload) throws MalformedException {
    if (payload.isNull("cursor")) {
      return Optional.empty();
    }
    Fields cursor = payload.object("cursor");
    return Optional.of(
        new Presence.Cursor(
            label(cursor, "surface"), fraction(cursor, "x"), fraction(cursor, "y")));
  }

  private static Optional<Presence.Holding> holding(Fields payload) throws MalformedException {
    if (payload.isNull("holding")) {
      return Optional.empty();
    }
    Fields holding = payload.object("holding");
    return Optional.of(new Presence.Holding(label(holding, "param"), finite(holding, "value")));
  }

  /** A number like 1e999 is JSON, but it cannot be said on to others. */
  private static double finite(Fields fields, String name) throws MalformedException {
    double value = fields.number(name);
    if (Double.isFinite(value)) {
      return value;
    }
    throw fields.wrong(name, "a finite number", value);
  }

  private static double fraction(Fields fields, String name) throws MalformedException {
    double value = fields.number(name);
    if (value >= 0 && value <= 1) {
      return value;
    }
    throw fields.wrong(name, "from 0 to 1", value);
  }

  private static String label(Fields fields, String name) throws MalformedException {
    String text = fields.string(name);
    if (text.length() <= Limits.MAX_LABEL_LENGTH) {
      return text;
    }
    throw fields.wrong(name, "at most %s characters long".formatted(Limits.MAX_LABEL_LENGTH), text);
  }
}
