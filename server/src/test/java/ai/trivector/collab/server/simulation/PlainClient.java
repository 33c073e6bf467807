package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of the specification as it was before there was any (ext): it sends no such field, reads
 * none, and takes every {@code auth:success} as the beginning of everything.
 */
final class PlainClient extends SimulatedClient {

  private Map<String, Double> params = new LinkedHashMap<>();
  private Map<UserId, User> users = new LinkedHashMap<>();
  private final Map<String, Double> theirs = new LinkedHashMap<>();
  private long seq;
  private boolean joined;

  PlainClient(World world, SessionId session, String name, UserId user) {
    super(world, session, name, user);
  }

  @Override
  boolean speaksExt() {
    return false;
  }

  @Override
  void addPosition(ObjectNode auth) {}

  @Override
  void act() {
    if (!joined) {
      return;
    }
    switch (chance.below(20)) {
      case 0 -> {}
      case 6 -> send(Wire.message("ping"));
      case 1 -> {
        ObjectNode resync = Wire.message("session:resync");
        resync.putObject("payload").put("lastSeenSeq", seq);
        send(resync);
      }
      case 2 -> {
        ObjectNode invalid = Wire.message("param:update");
        invalid.putObject("payload").put("mu", 12.0).put("omega", 1.0);
        send(invalid);
      }
      case 3, 4, 5 -> resolve();
      default -> {
        ObjectNode update = Wire.message("param:update");
        put(update.putObject("payload"), someValues());
        send(update);
      }
    }
  }

  private void resolve() {
    if (theirs.isEmpty()) {
      return;
    }
    Map.Entry<String, Double> conflict = theirs.entrySet().iterator().next();
    String param = conflict.getKey();
    double their = conflict.getValue();
    theirs.remove(param);
    boolean average = chance.oneIn(2);
    double value = average ? (params.getOrDefault(param, their) + 2 * their) / 3 : their;
    ObjectNode resolved = Wire.message("conflict:resolved");
    resolved
        .putObject("payload")
        .put("param", param)
        .put("resolvedValue", value)
        .put("strategy", average ? "average" : "theirs");
    send(resolved);
  }

  @Override
  void receivedInSession(JsonNode message) {
    JsonNode payload = message.path("payload");
    switch (message.get("type").asString()) {
      case "auth:success" -> {
        joined = true;
        params = Wire.params(payload.get("currentState").get("params"));
        seq = payload.get("currentState").get("seq").asLong();
        users = Wire.users(payload.get("users"));
      }
      case "param:broadcast" -> {
        params.putAll(Wire.params(payload.get("params")));
        seq = message.get("seq").asLong();
      }
      case "session:joined" -> {
        User user = Wire.user(payload.get("user"));
        users.put(user.id(), user);
        seq = message.get("seq").asLong();
      }
      case "session:left" -> {
        users.remove(new UserId(payload.get("userId").asString()));
        seq = message.get("seq").asLong();
      }
      case "session:state" -> {
        params = Wire.params(payload.get("params"));
        seq = payload.get("seq").asLong();
        // The users in it are (ext); without them it would go by what it last heard.
        users = Wire.users(payload.get("users"));
      }
      case "conflict:detected" ->
          theirs.put(payload.get("param").asString(), payload.get("theirValue").asDouble());
      default -> {}
    }
  }

  @Override
  void connectionLost() {
    joined = false;
    theirs.clear();
  }

  @Override
  Map<String, Double> params() {
    return params;
  }

  @Override
  long seq() {
    return seq;
  }

  @Override
  Map<UserId, User> users() {
    return users;
  }

  @Override
  long usersAsOf() {
    return seq;
  }

  @Override
  boolean isIn() {
    return joined;
  }

  @Override
  String unfinished() {
    return joined ? "" : "it was not let in";
  }
}
