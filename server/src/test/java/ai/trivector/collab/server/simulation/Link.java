package ai.trivector.collab.server.simulation;

import ai.trivector.collab.protocol.Appearance;
import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.MessageReader;
import ai.trivector.collab.protocol.MessageReader.Received;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.runtime.Frame;
import ai.trivector.collab.server.runtime.JoinRequest;
import ai.trivector.collab.server.runtime.Membership;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One connection from both ends, with the network between them: slow, in order, and at any moment
 * gone. What the server does here is what its own connections do.
 */
final class Link {

  private static final int MAX_DELAY_MILLIS = 120;

  private final World world;
  private final SimulatedServer server;
  private final SimulatedClient client;
  private final SimulatedLoop loop;
  private final SimulatedPeer peer;
  private final Lane up;
  private final Lane down;
  private final WireCheck check;
  private final int number;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Map<String, List<Long>> told = new HashMap<>();

  private final Set<String> conflicts = new HashSet<>();

  private @Nullable Membership membership;
  private @Nullable User user;
  private @Nullable String clientId;
  private boolean cut;
  private boolean clientGone;
  private boolean serverGone;
  private boolean saidGoodbye;

  Link(World world, SimulatedServer server, SimulatedClient client, int number) {
    this.world = world;
    this.server = server;
    this.client = client;
    this.number = number;
    this.loop = world.chance().pick(server.loops());
    this.peer = new SimulatedPeer(world, this);
    this.up = new Lane(world.scheduler());
    this.down = new Lane(world.scheduler());
    this.check = new WireCheck(this, client.speaksExt());
  }

  // What the client does.

  void send(JsonNode message) {
    String text = message.toString();
    world.scheduler().note("%s sends %s".formatted(this, text));
    check.clientSent(message);
    if (!cut) {
      up.submit(
          world.chance().delay(MAX_DELAY_MILLIS),
          "%s -> server %s".formatted(this, text),
          () -> loop.execute(() -> receivedByServer(text)));
    }
  }

  void closeCleanly() {
    clientGone = true;
    if (!cut) {
      up.submit(
          world.chance().delay(MAX_DELAY_MILLIS),
          "%s -> server: goodbye".formatted(this),
          () -> loop.execute(() -> endOnServer(true)));
    }
  }

  /** The client stops reading for a while. */
  void stall(long millis) {
    if (membership != null && clientId != null && !serverGone) {
      world.happened("network:the client stopped reading", this);
      loop.execute(peer::pause);
      world.after(millis, "", () -> loop.execute(this::readAgain));
    }
  }

  private void readAgain() {
    if (!serverGone) {
      peer.resume();
    }
  }

  // What the network does.

  /** The connection breaks; each end finds out in its own time, and what was on its way may not. */
  void drop() {
    if (cut) {
      return;
    }
    cut = true;
    up.loseAllBut(world.chance().below(up.waiting() + 1));
    down.loseAllBut(world.chance().below(down.waiting() + 1));
    boolean halfOpen = world.chance().oneIn(4);
    world.happened(halfOpen ? "network:dropped, half-open" : "network:dropped", this);
    long serverNotices = halfOpen ? world.chance().between(100, 20_000) : world.chance().delay(200);
    up.submit(
        serverNotices,
        "%s: the server notices that it is gone".formatted(this),
        () -> loop.execute(() -> endOnServer(false)));
    down.submit(
        world.chance().delay(halfOpen ? 3_000 : 200),
        "%s: the client notices that it is gone".formatted(this),
        () -> endOnClient(1006));
  }

  // What the server does.

  void toClient(String text) {
    if (!cut) {
      down.submit(
          world.chance().delay(MAX_DELAY_MILLIS),
          "%s <- %s".formatted(this, text),
          () -> receivedByClient(text));
    }
  }

  void closedByServer(int code, String reason) {
    if (code == 1011) {
      world.failed(new Violation("the session failed: " + reason));
    }
    world.happened("closed by the server:" + code, this);
    boolean wasCut = cut;
    cut = true;
    if (!wasCut) {
      down.submit(
          world.chance().delay(MAX_DELAY_MILLIS),
          "%s <- close %s %s".formatted(this, code, reason),
          () -> endOnClient(code));
    }
    loop.execute(() -> endOnServer(false));
  }

  /** The process is gone, and its kernel resets what it had open. */
  void serverDied(int code) {
    cut = true;
    serverGone = true;
    up.loseAllBut(0);
    down.loseAllBut(world.chance().below(down.waiting() + 1));
    world.roster(session()).lost(this, false);
    down.submit(
        world.chance().delay(MAX_DELAY_MILLIS),
        "%s: the server is gone".formatted(this),
        () -> endOnClient(code));
  }

  private void receivedByServer(String text) {
    if (serverGone) {
      return;
    }
    switch (MessageReader.read(text.getBytes(StandardCharsets.UTF_8))) {
      case Received.NotUnderstood(var code, String reason, OptionalLong n) -> {
        peer.send(
            Frame.encode(new ServerMessage.ErrorReply(code, reason, n, OptionalLong.empty())));
        peer.flush();
      }
      case Received.Understood(ClientMessage.Auth auth) when membership == null -> join(auth);
      case Received.Understood(ClientMessage message) -> {
        if (message instanceof ClientMessage.ParamUpdate
            || message instanceof ClientMessage.ConflictResolved) {
          arrivals.add(new Arrival(this, world.scheduler().now(), clientId == null, message));
        }
        world.counts().add("received:" + message.getClass().getSimpleName());
        membership().receive(message);
      }
    }
  }

  private void join(ClientMessage.Auth auth) {
    User joining = Appearance.of(new UserId(auth.token().orElseThrow()), auth.name(), auth.color());
    user = joining;
    membership =
        server
            .registry()
            .join(
                session(),
                new JoinRequest(joining, auth.clientId(), auth.lastSeenSeq(), auth.epoch()),
                peer);
  }

  private void endOnServer(boolean deliberate) {
    if (serverGone) {
      return;
    }
    serverGone = true;
    saidGoodbye = deliberate;
    world.happened(deliberate ? "network:goodbye" : "network:lost", this);
    world.roster(session()).lost(this, deliberate);
    if (membership != null) {
      membership.disconnected(deliberate);
    }
  }

  private void receivedByClient(String text) {
    if (!clientGone) {
      JsonNode message = Wire.parse(text);
      check.received(message);
      world.counts().add("seen by a client:" + message.get("type").asString());
      client.received(message);
    }
  }

  private void endOnClient(int code) {
    if (!clientGone) {
      clientGone = true;
      client.closed(code);
    }
  }

  // What the witness wants to know.

  /** The server lets the client in, and tells it under which id. */
  void welcomed(JsonNode payload) {
    clientId = payload.get("clientId").asString();
    world.counts().add(payload.get("resumed").asBoolean() ? "welcome:resumed" : "welcome:new");
    world.roster(session()).welcomed(this);
    if (serverGone) {
      world.roster(session()).lost(this, saidGoodbye);
    }
  }

  boolean isFrom(Author author) {
    return user != null
        && user.id().equals(author.user())
        && (clientId == null || clientId.equals(author.client().value()));
  }

  /** Whether a conflict told this connection of a write of {@code param} before {@code seq}. */
  boolean wasTold(String param, long seq) {
    return told.getOrDefault(param, List.of()).stream().anyMatch(earlier -> earlier < seq);
  }

  /** Whether a conflict over {@code param} was the outcome of the message numbered {@code n}. */
  boolean wasToldOfConflict(long n, String param) {
    return conflicts.contains(n + " " + param);
  }

  void told(String param, long seq, long n) {
    conflicts.add(n + " " + param);
    told.computeIfAbsent(param, _ -> new ArrayList<>()).add(seq);
  }

  /** What the message numbered {@code n} was based on; 0 where it did not say. */
  long baseOf(long n) {
    return arrivals.stream()
        .filter(arrival -> arrival.n().orElse(-1) == n)
        .mapToLong(arrival -> arrival.baseSeq().orElse(0L))
        .max()
        .orElse(0);
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /** Later connections have higher numbers. */
  int number() {
    return number;
  }

  SimulatedLoop loop() {
    return loop;
  }

  SessionId session() {
    return client.session();
  }

  boolean isOver() {
    return serverGone;
  }

  boolean isUp() {
    return !cut && !serverGone && !clientGone;
  }

  Membership membership() {
    if (membership == null) {
      throw new IllegalStateException(this + " has not been authenticated");
    }
    return membership;
  }

  boolean isAuthenticated() {
    return user != null;
  }

  User user() {
    if (user == null) {
      throw new IllegalStateException(this + " has not been authenticated");
    }
    return user;
  }

  String clientId() {
    return clientId == null ? "" : clientId;
  }

  @Override
  public String toString() {
    return "%s/%s".formatted(client.name(), number);
  }
}
