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
import ai.trivector.collab.session.ClientId;
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
  private final History history;
  private final Chance chance;
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
  private String askedAs = "";
  private boolean cut;
  private boolean clientGone;
  private boolean serverGone;
  private boolean saidGoodbye;

  Link(World world, SimulatedServer server, SimulatedClient client, int number) {
    this.world = world;
    this.server = server;
    this.client = client;
    this.number = number;
    this.chance = world.chance("network of " + client.name());
    this.loop = chance.pick(server.loops());
    // A log is only ever replaced while no connection is up.
    this.history = world.witness().history(client.session());
    this.peer = new SimulatedPeer(world, this);
    this.up = new Lane(world.scheduler());
    this.down = new Lane(world.scheduler());
    this.check = new WireCheck(this, client.speaksExt());
  }

  // What the client does.

  void send(JsonNode message) {
    String text = message.toString();
    world.scheduler().note(() -> "%s sends %s".formatted(this, text));
    check.clientSent(message);
    if (!cut) {
      up.submit(
          chance.delay(MAX_DELAY_MILLIS),
          () -> "%s -> server %s".formatted(this, text),
          () -> loop.execute(() -> receivedByServer(text)));
    }
  }

  void closeCleanly() {
    clientGone = true;
    if (!cut) {
      up.submit(
          chance.delay(MAX_DELAY_MILLIS),
          () -> "%s -> server: goodbye".formatted(this),
          () -> loop.execute(this::goodbyeOnServer));
    }
  }

  /** The client stops reading for a while. */
  void stall(long millis) {
    if (clientId != null) {
      world.happened("network:the client stopped reading", this);
      peer.socket().clientReads(false);
      world.after(millis, () -> peer.socket().clientReads(true));
    }
  }

  // What the network does.

  /** The connection breaks; each end finds out in its own time, and what was on its way may not. */
  void drop() {
    if (cut) {
      return;
    }
    cut = true;
    up.loseAllBut(chance.below(up.waiting() + 1));
    down.loseAllBut(chance.below(down.waiting() + 1));
    boolean halfOpen = chance.oneIn(4);
    world.happened(halfOpen ? "network:dropped, half-open" : "network:dropped", this);
    long serverNotices = halfOpen ? chance.between(100, 20_000) : chance.delay(200);
    up.submit(
        serverNotices,
        () -> "%s: the server notices that it is gone".formatted(this),
        () ->
            loop.execute(() -> {
              peer.discard();
              endOnServer(false);
            }));
    down.submit(
        chance.delay(halfOpen ? 3_000 : 200),
        () -> "%s: the client notices that it is gone".formatted(this),
        () -> endOnClient(1006));
  }

  // What the server does.

  /** A frame leaves the kernel for a client that reads. */
  void toClient(SimulatedSocket.Parcel parcel) {
    if (cut) {
      return;
    }
    if (world.shows(Flaw.LOSES_A_FRAME, 500)) {
      return;
    }
    down.submit(
        chance.delay(MAX_DELAY_MILLIS),
        () -> "%s <- %s".formatted(this, parcel.isClose() ? parcel : parcel.text()),
        () -> {
          peer.socket().clientHasRead(parcel.bytes());
          if (parcel.isClose()) {
            endOnClient(parcel.closeCode());
            peer.discard();
          } else {
            receivedByClient(parcel.text());
          }
        });
  }

  /** The server has said its last word, and throws away what still comes. */
  void closedByServer(int code, String reason) {
    if (code == 1011) {
      world.failed(Violation.of("the session failed: %s", reason));
    }
    world.happened("closed by the server:" + code, this);
    endOnServer(false);
  }

  /** The process is gone, and its kernel resets what it had open. */
  void serverDied(int code) {
    cut = true;
    serverGone = true;
    up.loseAllBut(0);
    down.loseAllBut(chance.below(down.waiting() + 1));
    peer.discard();
    world.roster(session()).lost(this, false);
    down.submit(
        chance.delay(MAX_DELAY_MILLIS),
        () -> "%s: the server is gone".formatted(this),
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
    client.asksToBeLetIn(this);
    askedAs = auth.clientId().map(ClientId::value).orElse("");
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

  private void goodbyeOnServer() {
    if (!serverGone) {
      peer.answerGoodbye();
      endOnServer(true);
    }
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
      JsonNode message = world.texts().parse(text);
      check.received(message);
      world.counts().add("seen by a client:" + message.get("type").asString());
      client.received(message);
      InStep.check(client, history);
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
    if (server.isDown()) {
      // Nobody hears what a process still meant to say.
      return;
    }
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

  void onItsLoop(String what) {
    Violation.unless(loop.isCurrent(), "%s on another loop than the peer's", what);
  }

  SimulatedPeer peer() {
    return peer;
  }

  /** The log of the session as it was when this connection began, and is for all of its time. */
  History history() {
    return history;
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

  /** The id that the client asked for; empty where it did not. */
  String askedAs() {
    return askedAs;
  }

  String clientId() {
    return clientId == null ? "" : clientId;
  }

  @Override
  public String toString() {
    return "%s/%s".formatted(client.name(), number);
  }
}
