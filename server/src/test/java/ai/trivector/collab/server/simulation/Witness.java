package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Sees everything that is written to the log, that arrives and that is sent, at the moment at which
 * it happens, and holds each against the log.
 */
final class Witness {

  private final World world;
  private final Map<SessionId, History> histories = new LinkedHashMap<>();

  Witness(World world) {
    this.world = world;
  }

  /** A session has become durable. */
  void created(Session session) {
    Violation.unless(
        histories.put(session.id(), new History(session)) == null,
        "a session is made twice: %s",
        session);
  }

  /** From now on the log of a session is another one; of the old one nothing is promised. */
  void restored(SessionId id, History backup) {
    histories.put(id, backup);
  }

  boolean knows(SessionId id) {
    return histories.containsKey(id);
  }

  History history(SessionId id) {
    History history = histories.get(id);
    if (history == null) {
      throw Violation.of("there is no session %s", id);
    }
    return history;
  }

  /** Events have become durable; {@code ours} where the server that is looked at decided them. */
  void appended(SessionId id, List<RecordedEvent> events, boolean ours) {
    History history = history(id);
    Violation.unless(!history.isDeleted(), "appended to %s, which was deleted", id);
    for (RecordedEvent recorded : events) {
      if (ours) {
        new ConflictOracle(world, id, history).committed(recorded);
        world.roster(id).committed(recorded, history.now().members());
      }
      history.append(recorded);
    }
  }

  /** The server hands a frame to a connection. What it says has to be in the log by now. */
  void sent(Link link, JsonNode message) {
    String type = message.get("type").asString();
    world.counts().add("sent:" + type);
    History history = link.history();
    JsonNode payload = message.path("payload");
    switch (type) {
      case "param:broadcast", "session:joined", "session:left" -> {
        if (history.isToBeChecked(message)) {
          sequenced(history, message);
        }
      }
      case "auth:success" -> {
        state(history, payload.get("currentState"), message.get("seq").asLong());
        Violation.unless(
            payload.get("epoch").asString().equals(history.epoch().value()),
            "auth:success is of another epoch than the log: %s",
            message);
        Map<UserId, User> users =
            new LinkedHashMap<>(history.after(message.get("seq").asLong()).members());
        users.put(link.user().id(), link.user());
        Violation.unless(
            users.equals(Wire.users(payload.get("users"))),
            "auth:success lists %s, and the log has %s",
            payload.get("users"),
            users);
        link.welcomed(payload);
      }
      case "session:state" -> {
        world.counts().add("sent:session:state " + payload.get("reason").asString());
        state(history, payload, message.get("seq").asLong());
        Violation.unless(
            payload.get("epoch").asString().equals(history.epoch().value()),
            "session:state is of another epoch than the log: %s",
            message);
        Violation.unless(
            history
                .after(message.get("seq").asLong())
                .members()
                .equals(Wire.users(payload.get("users"))),
            "session:state lists other users than the log: %s",
            message);
      }
      case "conflict:detected" ->
          new ConflictOracle(world, link.session(), history).reported(link, message);
      case "ack" -> new ConflictOracle(world, link.session(), history).acknowledged(link, payload);
      case "error" -> {
        world.counts().add("sent:error " + payload.get("code").asString());
        new ConflictOracle(world, link.session(), history).refused(link, payload);
      }
      case "session:deleted" ->
          Violation.unless(history.isDeleted(), "said to be deleted: %s", link.session());
      case "presence:broadcast", "pong" -> {}
      default -> throw Violation.of("a message of no known type: %s", message);
    }
  }

  private static void state(History history, JsonNode state, long seq) {
    Violation.unless(state.get("seq").asLong() == seq, "a state with two numbers: %s", state);
    Violation.unless(history.has(seq), "a state that is not in the log: %s", state);
    Violation.unless(
        history.after(seq).params().equals(Wire.params(state.get("params"))),
        "the state sent as of #%s is %s, and the log has %s",
        seq,
        state,
        history.after(seq).params());
  }

  private static void sequenced(History history, JsonNode message) {
    long seq = message.get("seq").asLong();
    Violation.unless(
        seq >= 1 && history.has(seq), "[durable before visible] not in the log: %s", message);
    RecordedEvent recorded = history.event(seq);
    Violation.unless(
        Instant.parse(message.get("timestamp").asString()).equals(recorded.at())
            && says(message.get("type").asString(), message.get("payload"), recorded.event()),
        "sent %s, and the log has %s",
        message,
        recorded);
  }

  private static boolean says(String type, JsonNode payload, Event event) {
    return switch (event) {
      case Event.MemberJoined joined ->
          type.equals("session:joined") && joined.user().equals(Wire.user(payload.get("user")));
      case Event.MemberLeft left ->
          type.equals("session:left")
              && left.user().value().equals(payload.get("userId").asString());
      case Event.ParamsChanged change ->
          type.equals("param:broadcast")
              && change.author().user().value().equals(payload.get("userId").asString())
              && change.author().client().value().equals(payload.get("clientId").asString())
              && change.n().orElse(-1) == payload.path("n").asLong(-1)
              && change.params().equals(Wire.params(payload.get("params")))
              && saysResolution(payload.path("resolution"), change);
    };
  }

  private static boolean saysResolution(JsonNode resolution, Event.ParamsChanged change) {
    var expected = change.resolution();
    return expected == null
        ? resolution.isMissingNode()
        : resolution.get("param").asString().equals(expected.param())
            && resolution.get("strategy").asString().equals(expected.strategy().word());
  }
}
