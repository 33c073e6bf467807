package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Parameter;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A person's tab: connects, does things at random moments, loses its connection, comes back. */
abstract class SimulatedClient {

  static final List<Parameter> PARAMETERS = List.copyOf(Model.TRILOGIC.parameters().values());

  /** The server, as a client sees it, has refused for good. */
  private static final int NORMAL = 1000;

  private static final int OVER_CAPACITY = 1013;

  /** Nobody tries again and again without any time in between. */
  private static final int MIN_WAIT_MILLIS = 20;

  private static final int NO_SUCH_SESSION = 4404;

  /** How often somebody tries in vain before they believe that there is no room. */
  private static final int MAX_TIMES_WITHOUT_ROOM = 4;

  protected final World world;
  protected final Chance chance;
  private final SessionId session;
  private final String name;
  private final UserId user;
  private String displayName;
  private @Nullable Link link;
  private boolean away;
  private boolean goneForGood;
  private int timesWithoutRoom;
  private int newestThatAsked;
  private boolean overtaken;

  SimulatedClient(World world, SessionId session, String name, UserId user) {
    this.world = world;
    this.chance = world.chance(name);
    this.session = session;
    this.name = name;
    this.user = user;
    this.displayName = user.value();
  }

  abstract boolean speaksExt();

  /** What the first message says beyond who it is. */
  abstract void addPosition(ObjectNode auth);

  /** One thing that a person does, or their page. */
  abstract void act();

  abstract void receivedInSession(JsonNode message);

  abstract void connectionLost();

  /** What this client believes, for the last check. */
  abstract Map<String, Double> params();

  abstract long seq();

  abstract Map<UserId, User> users();

  /** The number as of which it knows who is there, where that is ahead of {@link #seq}. */
  abstract long usersAsOf();

  /** Whether it was let in on the connection that it has. */
  abstract boolean isIn();

  /** What has had no outcome, in words; empty where all has. */
  abstract String unfinished();

  /** From here on it acts for as long as the world goes on. */
  final void start() {
    // Many come at once when a class begins.
    world.after(chance.between(0, chance.oneIn(2) ? 50 : 3_000), this::connect);
    world.after(chance.between(0, 3_000), this::live);
  }

  private void live() {
    if (!world.isOver()) {
      if (link != null && link.isUp() && chance.oneIn(14)) {
        disturb(link);
      } else {
        act();
      }
      world.after(chance.downFrom(600, 20), this::live);
    }
  }

  private void disturb(Link link) {
    switch (chance.below(8)) {
      case 0, 1, 2 -> link.drop();
      case 3 -> sayGoodbye(link);
      case 4 -> {
        displayName = user.value() + " " + chance.below(3);
        link.drop();
      }
      default -> link.stall(chance.between(200, 2_500));
    }
  }

  private void sayGoodbye(Link current) {
    link = null;
    current.closeCleanly();
    connectionLost();
    leaveFor(chance.between(100, 12_000));
  }

  private void leaveFor(long millis) {
    away = true;
    world.after(
        millis,
        () -> {
          if (away && !goneForGood && !world.isOver()) {
            away = false;
            connect();
          }
        });
  }

  private void connect() {
    if (link != null || away) {
      return;
    }
    Link next = world.connect(this);
    if (next == null) {
      retry();
      return;
    }
    link = next;
    ObjectNode auth = Wire.message("auth");
    ObjectNode payload = auth.putObject("payload");
    payload.put("token", user.value()).put("name", displayName).put("color", "#123abc");
    addPosition(payload);
    next.send(auth);
    sentEarly();
  }

  /** Some clients send before they are let in; the protocol does not forbid it. */
  void sentEarly() {}

  final void received(JsonNode message) {
    receivedInSession(message);
  }

  final void closed(int code) {
    link = null;
    connectionLost();
    Violation.unless(
        code != NORMAL || overtaken, "%s was sent away for good, by a close with code 1000", name);
    overtaken = false;
    if (code == NO_SUCH_SESSION) {
      Violation.unless(
          world.witness().history(session).isDeleted(),
          "%s is told that %s is gone",
          name,
          session);
      away = true;
      goneForGood = true;
      return;
    }
    if (code == OVER_CAPACITY && world.isOver() && world.climate().crowded()) {
      timesWithoutRoom++;
      if (timesWithoutRoom == MAX_TIMES_WITHOUT_ROOM) {
        world.happened("client:finds no room", this);
        away = true;
        goneForGood = true;
        return;
      }
    }
    // Some people have had enough, above all of a server that has no room for them.
    if (!world.isOver() && chance.oneIn(code == OVER_CAPACITY ? 3 : 12)) {
      world.happened("client:gives up", this);
      leaveFor(chance.between(100, 15_000));
    } else {
      retry();
    }
  }

  /**
   * A connection of this client asks to be let in. What an older one sent may arrive after that:
   * the server cannot know, and takes it for the newer one.
   */
  final void asksToBeLetIn(Link asking) {
    if (asking.number() < newestThatAsked) {
      world.happened("network:an older connection came later", this);
      overtaken = true;
    }
    newestThatAsked = Math.max(newestThatAsked, asking.number());
  }

  private void retry() {
    // Mostly within the grace, sometimes long after it.
    long wait =
        chance.oneIn(6) ? chance.between(4_500, 15_000) : MIN_WAIT_MILLIS + chance.delay(1_500);
    world.after(wait, this::connect);
  }

  /** Everybody who means to stay is connected in the end, and reads. */
  final void settle() {
    if (away && !goneForGood && chance.oneIn(2)) {
      away = false;
    }
    if (!away) {
      connect();
    }
  }

  final boolean isAway() {
    return away;
  }

  protected final void send(JsonNode message) {
    if (link != null) {
      link.send(message);
    }
  }

  protected final boolean isConnected() {
    return link != null;
  }

  /** Some parameters with values that are in range; now and then one that is there already. */
  protected final Map<String, Double> someValues() {
    Map<String, Double> values = new LinkedHashMap<>();
    int count = chance.oneIn(2) ? chance.between(1, PARAMETERS.size()) : 1;
    for (int i = 0; i < count; i++) {
      Parameter parameter = chance.pick(PARAMETERS);
      Double current = params().get(parameter.name());
      values.put(
          parameter.name(),
          current != null && chance.oneIn(8)
              ? current
              : chance.value(parameter.min(), parameter.max()));
    }
    return values;
  }

  protected static void put(ObjectNode object, Map<String, Double> values) {
    values.forEach(object::put);
  }

  final SessionId session() {
    return session;
  }

  final UserId user() {
    return user;
  }

  final String name() {
    return name;
  }

  @Override
  public final String toString() {
    return name;
  }
}
