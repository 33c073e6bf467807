package ai.trivector.collab.server.runtime;

import static ai.trivector.collab.server.store.Logs.START;
import static ai.trivector.collab.server.store.Logs.session;

import ai.trivector.collab.protocol.MessageReader;
import ai.trivector.collab.protocol.MessageReader.Received;
import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** A session, and a loop and a log that do nothing before they are told to. */
final class OneRoom {

  private static final SessionId ID = new SessionId("room");
  private static final int MAX_MEMBERS = 10;

  /** What the log was asked for and has not done yet. */
  private final Deque<Runnable> disk = new ArrayDeque<>();

  private final ManualLoop loop = new ManualLoop(START);
  private final SessionRegistry registry;

  OneRoom(Duration presenceGrace) {
    InMemoryEventStore store = new InMemoryEventStore(disk::add);
    registry =
        new SessionRegistry(
            List.of(loop),
            store,
            loop,
            () -> new ClientId("given"),
            new RuntimeSettings(
                Duration.ZERO, presenceGrace, MAX_MEMBERS, 10, Duration.ofMinutes(1)));
    var _ = store.create(session(ID.value()));
    settle();
  }

  ManualLoop loop() {
    return loop;
  }

  /** How often the log was asked to append. */
  long appends() {
    return LongStream.of(registry.counts().appends().counts()).sum();
  }

  NotedPeer newPeer() {
    return new NotedPeer(loop);
  }

  Membership join(String name, NotedPeer peer) {
    return join(name, "tab-of-" + name, peer);
  }

  Membership join(String name, String tab, NotedPeer peer) {
    Membership membership =
        registry.join(
            ID,
            new JoinRequest(
                new User(new UserId(name), name, "#102030"),
                Optional.of(new ClientId(tab)),
                Optional.empty(),
                Optional.empty()),
            peer);
    loop.run();
    return membership;
  }

  /** Somebody sends this; what comes of it waits for the loop. */
  static void say(Membership membership, String json) {
    if (MessageReader.read(json.getBytes(StandardCharsets.UTF_8))
        instanceof Received.Understood(var message)) {
      membership.receive(message);
    } else {
      throw new IllegalArgumentException("not a message: " + json);
    }
  }

  static void set(Membership membership, int n, String param, double value) {
    say(
        membership,
        "{\"type\":\"param:update\",\"n\":%d,\"payload\":{\"%s\":%s}}".formatted(n, param, value));
  }

  /** The loop and the log do all that there is to do. */
  void settle() {
    loop.run();
    while (!disk.isEmpty()) {
      disk.remove().run();
      loop.run();
    }
  }
}
