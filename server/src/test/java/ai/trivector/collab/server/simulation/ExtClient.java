package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.Parameter;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client that uses all of the protocol, in the way in which the client kit does. */
final class ExtClient extends SimulatedClient {

  private enum Phase {
    DETACHED,
    CATCHING_UP,
    RESYNCING,
    LIVE
  }

  private static final List<String> STRATEGIES = List.of("yours", "theirs", "average");

  private final Replica replica;
  private Map<UserId, User> users = new LinkedHashMap<>();
  private long usersAsOf;
  private String clientId;
  private @Nullable String epoch;
  private Phase phase = Phase.DETACHED;
  private long targetSeq;

  ExtClient(World world, SessionId session, String name, UserId user, String clientId) {
    super(world, session, name, user);
    this.clientId = clientId;
    this.replica = new Replica(world.climate().buffers().messagesInFlight());
  }

  @Override
  boolean speaksExt() {
    return true;
  }

  @Override
  void addPosition(ObjectNode auth) {
    auth.put("clientId", clientId);
    if (epoch != null) {
      // Sometimes its server's log was another one, of which it has a number.
      boolean elsewhere = chance.oneIn(25);
      auth.put("lastSeenSeq", replica.seq).put("epoch", elsewhere ? "epoch-0" : epoch);
      if (elsewhere) {
        epoch = "epoch-0";
      }
    }
  }

  @Override
  void act() {
    switch (chance.below(24)) {
      case 0 -> {}
      case 11 -> send(Wire.message("ping"));
      case 1 -> askForMissed();
      case 2, 3 -> presence();
      case 4 -> invalid();
      case 5 -> replica.inFlight.values().stream().findFirst().ifPresent(this::send);
      case 6, 7, 8, 9 -> resolve();
      case 10 -> replica.conflicts.clear();
      default -> gesture();
    }
  }

  /** A hand moves: what it has seen when it begins is what the change is based on. */
  private void gesture() {
    long base = replica.seq;
    Map<String, Double> values = someValues();
    world.after(
        chance.delay(400),
        () -> {
          if (!world.isOver()) {
            values.forEach((param, value) -> replica.commit(param, value, base));
            flush();
          }
        });
  }

  private void resolve() {
    if (!replica.conflicts.isEmpty()) {
      replica.resolve(replica.conflicts.keySet().iterator().next(), chance.pick(STRATEGIES));
      flush();
    }
  }

  private void presence() {
    Parameter parameter = chance.pick(PARAMETERS);
    for (int i = 0; i < 3 && phase == Phase.LIVE; i++) {
      ObjectNode update = Wire.message("presence:update");
      update
          .putObject("payload")
          .putObject("holding")
          .put("param", parameter.name())
          .put("value", chance.value(parameter.min(), parameter.max()));
      send(update);
    }
  }

  private void invalid() {
    if (phase != Phase.LIVE) {
      return;
    }
    long n = replica.nextN++;
    ObjectNode message = Wire.message(chance.oneIn(4) ? "param:rotate" : "param:update");
    message.put("n", n);
    ObjectNode payload = message.putObject("payload");
    switch (chance.below(4)) {
      case 0 -> payload.put("mu", 99.0);
      case 1 -> payload.put("omicron", 1.0).put("mu", 0.6);
      case 2 -> payload.put("mu", "much");
      default -> {}
    }
    send(message);
  }

  private void askForMissed() {
    if (phase == Phase.LIVE) {
      phase = Phase.RESYNCING;
      ObjectNode resync = Wire.message("session:resync");
      resync.putObject("payload").put("lastSeenSeq", replica.seq).put("epoch", epoch);
      send(resync);
    }
  }

  @Override
  void receivedInSession(JsonNode message) {
    JsonNode payload = message.path("payload");
    switch (message.get("type").asString()) {
      case "auth:success" -> letIn(payload);
      case "param:broadcast", "session:joined", "session:left" -> number(message, payload);
      case "session:state" -> {
        epoch = payload.get("epoch").asString();
        replica.adopt(Wire.params(payload.get("params")), payload.get("seq").asLong());
        adoptUsers(payload.get("users"), payload.get("seq").asLong());
        goLive();
      }
      case "conflict:detected" ->
          replica.conflict(
              payload.path("n").asLong(-1),
              payload.get("param").asString(),
              payload.get("theirValue").asDouble(),
              payload.get("theirSeq").asLong());
      case "ack", "error" -> replica.settle(payload.path("n").asLong(-1));
      default -> {}
    }
    flush();
  }

  private void letIn(JsonNode payload) {
    String named = payload.get("clientId").asString();
    if (!named.equals(clientId)) {
      world.happened("client:is given another id", this);
      clientId = named;
      replica.forgetNumbers();
    }
    String current = payload.get("epoch").asString();
    long seq = payload.get("currentState").get("seq").asLong();
    boolean continues =
        payload.get("resumed").asBoolean() && current.equals(epoch) && seq >= replica.seq;
    if (!continues) {
      replica.adopt(Wire.params(payload.get("currentState").get("params")), seq);
    }
    epoch = current;
    adoptUsers(payload.get("users"), seq);
    phase = Phase.CATCHING_UP;
    targetSeq = seq;
    goLiveWhenCaughtUp();
  }

  private void adoptUsers(JsonNode list, long seq) {
    users = Wire.users(list);
    usersAsOf = seq;
  }

  private void number(JsonNode message, JsonNode payload) {
    long seq = message.get("seq").asLong();
    if (seq <= replica.seq) {
      return;
    }
    if (seq > replica.seq + 1) {
      Violation.unless(
          phase == Phase.RESYNCING, "%s at #%s misses some before %s", this, replica.seq, message);
      return;
    }
    switch (message.get("type").asString()) {
      case "param:broadcast" ->
          replica.broadcast(
              Wire.params(payload.get("params")),
              seq,
              payload.get("clientId").asString().equals(clientId),
              payload.path("n").asLong(-1));
      case "session:joined" -> {
        User user = Wire.user(payload.get("user"));
        if (seq > usersAsOf) {
          users.put(user.id(), user);
        }
      }
      default -> {
        if (seq > usersAsOf) {
          users.remove(new UserId(payload.get("userId").asString()));
        }
      }
    }
    replica.seq = seq;
    goLiveWhenCaughtUp();
  }

  private void goLiveWhenCaughtUp() {
    if (phase == Phase.CATCHING_UP && replica.seq >= targetSeq) {
      goLive();
    }
  }

  /** What has had no outcome is sent again, only now: its echo may have been among the missed. */
  private void goLive() {
    phase = Phase.LIVE;
    for (Replica.InFlight message : List.copyOf(replica.inFlight.values())) {
      world.counts().add("client:sends again");
      send(message);
    }
  }

  private void flush() {
    if (phase == Phase.LIVE) {
      replica.takeUnsent().forEach(this::send);
    }
  }

  private void send(Replica.InFlight change) {
    if (phase != Phase.LIVE) {
      return;
    }
    boolean update = change.strategy() == null;
    ObjectNode message = Wire.message(update ? "param:update" : "conflict:resolved");
    message.put("n", change.n()).put("baseSeq", change.baseSeq());
    ObjectNode payload = message.putObject("payload");
    if (update) {
      put(payload, change.sent());
    } else {
      change
          .sent()
          .forEach((param, value) ->
              payload
                  .put("param", param)
                  .put("resolvedValue", value)
                  .put("strategy", Objects.requireNonNull(change.strategy())));
    }
    send(message);
  }

  @Override
  void connectionLost() {
    phase = Phase.DETACHED;
  }

  @Override
  Map<String, Double> params() {
    return replica.confirmed;
  }

  @Override
  long seq() {
    return replica.seq;
  }

  @Override
  Map<UserId, User> users() {
    return users;
  }

  @Override
  long usersAsOf() {
    return usersAsOf;
  }

  @Override
  boolean isIn() {
    return phase != Phase.DETACHED;
  }

  @Override
  String unfinished() {
    if (phase != Phase.LIVE) {
      return "it is " + phase;
    }
    return replica.inFlight.isEmpty() && replica.unsent.isEmpty()
        ? ""
        : "without an outcome are %s and %s".formatted(replica.inFlight, replica.unsent);
  }
}
