package ai.trivector.collab.protocol;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Parameter;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.User;
import java.io.OutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes what the server sends, as the UTF-8 text of one message. */
public final class MessageWriter {

  /** ISO 8601 in UTC, always with milliseconds. */
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private MessageWriter() {}

  /** Writes one, and closes {@code out}. */
  public static void write(ServerMessage message, OutputStream out) {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      members(json, message);
      json.writeEndObject();
    }
  }

  /** A time as the protocol writes it. */
  public static String timestamp(Instant at) {
    return TIMESTAMP.format(at);
  }

  private static void members(JsonGenerator json, ServerMessage message) {
    switch (message) {
      case ServerMessage.AuthSuccess success -> authSuccess(json, success);
      case ServerMessage.AuthFailed failed ->
          frame(
              json,
              "auth:failed",
              payload -> {
                payload.writeStringProperty("error", failed.error());
                payload.writeStringProperty("code", failed.code());
              });
      case ServerMessage.Sequenced sequenced -> sequenced(json, sequenced.recorded());
      case ServerMessage.ConflictDetected detected -> conflictDetected(json, detected);
      case ServerMessage.State state -> state(json, state);
      case ServerMessage.Pong _ -> json.writeStringProperty("type", "pong");
      case ServerMessage.Ack ack ->
          frame(
              json,
              "ack",
              payload -> {
                payload.writeNumberProperty("n", ack.n());
                payload.writeNumberProperty("seq", ack.seq().value());
              });
      case ServerMessage.ErrorReply error -> error(json, error);
      case ServerMessage.PresenceBroadcast presence -> presenceBroadcast(json, presence);
      case ServerMessage.SessionDeleted _ -> frame(json, "session:deleted", _ -> {});
    }
  }

  private static void authSuccess(JsonGenerator json, ServerMessage.AuthSuccess success) {
    header(json, "auth:success", success.seq(), success.at());
    json.writeObjectPropertyStart("payload");
    json.writeStringProperty("sessionId", success.session().value());
    json.writeStringProperty("userId", success.user().value());
    users(json, success.users());
    json.writeObjectPropertyStart("currentState");
    params(json, success.params());
    json.writeNumberProperty("seq", success.seq().value());
    json.writeEndObject();
    json.writeStringProperty("clientId", success.client().value());
    json.writeBooleanProperty("resumed", success.resumed());
    json.writeStringProperty("epoch", success.epoch().value());
    model(json, success.model());
    json.writeEndObject();
  }

  private static void sequenced(JsonGenerator json, RecordedEvent recorded) {
    switch (recorded.event()) {
      case Event.ParamsChanged changed -> {
        header(json, "param:broadcast", recorded.seq(), recorded.at());
        json.writeObjectPropertyStart("payload");
        json.writeStringProperty("userId", changed.author().user().value());
        params(json, changed.params());
        json.writeStringProperty("clientId", changed.author().client().value());
        changed.n().ifPresent(n -> json.writeNumberProperty("n", n));
        if (changed.resolution() != null) {
          json.writeObjectPropertyStart("resolution");
          json.writeStringProperty("param", changed.resolution().param());
          json.writeStringProperty("strategy", changed.resolution().strategy().word());
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      case Event.MemberJoined joined -> {
        header(json, "session:joined", recorded.seq(), recorded.at());
        json.writeObjectPropertyStart("payload");
        json.writeName("user");
        user(json, joined.user());
        json.writeEndObject();
      }
      case Event.MemberLeft left -> {
        header(json, "session:left", recorded.seq(), recorded.at());
        json.writeObjectPropertyStart("payload");
        json.writeStringProperty("userId", left.user().value());
        json.writeEndObject();
      }
    }
  }

  private static void conflictDetected(
      JsonGenerator json, ServerMessage.ConflictDetected detected) {
    json.writeStringProperty("type", "conflict:detected");
    json.writeNumberProperty("seq", detected.seq().value());
    json.writeObjectPropertyStart("payload");
    json.writeStringProperty("param", detected.conflict().param());
    json.writeNumberProperty("yourValue", detected.conflict().yourValue());
    json.writeNumberProperty("theirValue", detected.conflict().theirValue());
    json.writeStringProperty("theirUserId", detected.conflict().theirs().by().id().value());
    json.writeStringProperty("theirUserName", detected.conflict().theirs().by().name());
    detected.n().ifPresent(n -> json.writeNumberProperty("n", n));
    json.writeNumberProperty("theirSeq", detected.conflict().theirs().seq().value());
    json.writeEndObject();
  }

  private static void state(JsonGenerator json, ServerMessage.State state) {
    header(json, "session:state", state.seq(), state.at());
    json.writeObjectPropertyStart("payload");
    params(json, state.params());
    json.writeNumberProperty("seq", state.seq().value());
    json.writeStringProperty("epoch", state.epoch().value());
    users(json, state.users());
    json.writeStringProperty("reason", state.reason().word());
    json.writeEndObject();
  }

  private static void error(JsonGenerator json, ServerMessage.ErrorReply error) {
    frame(
        json,
        "error",
        payload -> {
          payload.writeStringProperty("code", error.code().word());
          payload.writeStringProperty("message", error.message());
          error.n().ifPresent(n -> payload.writeNumberProperty("n", n));
          error
              .retryAfterMillis()
              .ifPresent(millis -> payload.writeNumberProperty("retryAfterMs", millis));
        });
  }

  private static void presenceBroadcast(
      JsonGenerator json, ServerMessage.PresenceBroadcast broadcast) {
    frame(
        json,
        "presence:broadcast",
        payload -> {
          payload.writeStringProperty("clientId", broadcast.client().value());
          payload.writeStringProperty("userId", broadcast.user().value());
          broadcast
              .presence()
              .ifPresentOrElse(
                  presence -> presence(payload, presence),
                  () -> payload.writeNullProperty("presence"));
        });
  }

  private static void presence(JsonGenerator json, Presence presence) {
    json.writeObjectPropertyStart("presence");
    presence
        .cursor()
        .ifPresent(cursor -> {
          json.writeObjectPropertyStart("cursor");
          json.writeStringProperty("surface", cursor.surface());
          json.writeNumberProperty("x", cursor.x());
          json.writeNumberProperty("y", cursor.y());
          json.writeEndObject();
        });
    presence
        .holding()
        .ifPresent(holding -> {
          json.writeObjectPropertyStart("holding");
          json.writeStringProperty("param", holding.param());
          json.writeNumberProperty("value", holding.value());
          json.writeEndObject();
        });
    presence.view().ifPresent(view -> json.writeStringProperty("view", view));
    json.writeEndObject();
  }

  private static void frame(JsonGenerator json, String type, Json.Members payload) {
    json.writeStringProperty("type", type);
    json.writeObjectPropertyStart("payload");
    payload.writeTo(json);
    json.writeEndObject();
  }

  private static void header(JsonGenerator json, String type, Seq seq, Instant at) {
    json.writeStringProperty("type", type);
    json.writeNumberProperty("seq", seq.value());
    json.writeStringProperty("timestamp", timestamp(at));
  }

  private static void users(JsonGenerator json, List<User> users) {
    json.writeArrayPropertyStart("users");
    users.forEach(user -> user(json, user));
    json.writeEndArray();
  }

  static void user(JsonGenerator json, User user) {
    json.writeStartObject();
    json.writeStringProperty("id", user.id().value());
    json.writeStringProperty("name", user.name());
    json.writeStringProperty("color", user.color());
    json.writeEndObject();
  }

  static void params(JsonGenerator json, Map<String, Double> params) {
    json.writeObjectPropertyStart("params");
    params.forEach(json::writeNumberProperty);
    json.writeEndObject();
  }

  private static void model(JsonGenerator json, Model model) {
    json.writeObjectPropertyStart("model");
    json.writeStringProperty("id", model.id());
    json.writeArrayPropertyStart("parameters");
    for (Parameter parameter : model.parameters().values()) {
      json.writeStartObject();
      json.writeStringProperty("name", parameter.name());
      json.writeStringProperty("symbol", parameter.symbol());
      json.writeStringProperty("label", parameter.label());
      json.writeNumberProperty("min", parameter.min());
      json.writeNumberProperty("max", parameter.max());
      json.writeNumberProperty("step", parameter.step());
      json.writeNumberProperty("default", parameter.defaultValue());
      json.writeStringProperty("unit", parameter.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
