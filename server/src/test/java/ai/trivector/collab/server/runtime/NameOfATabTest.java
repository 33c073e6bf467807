package ai.trivector.collab.server.runtime;

import static ai.trivector.collab.server.store.Logs.START;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The numbers of a tab are told apart by its name, so no two people may write under one. */
final class NameOfATabTest {

  private static final SessionId ROOM = new SessionId("room");

  /** What the log was asked for and has not done yet. */
  private final Deque<Runnable> disk = new ArrayDeque<>();

  private final ManualLoop loop = new ManualLoop(START);
  private final InMemoryEventStore store = new InMemoryEventStore(disk::add);
  private final SessionRegistry registry =
      new SessionRegistry(
          List.of(loop),
          store,
          loop,
          () -> new ClientId("given"),
          new RuntimeSettings(Duration.ZERO, Duration.ZERO, 10, 10, Duration.ofMinutes(1)));

  @BeforeEach
  void create() {
    var created = store.create(session("room"));
    serve();
    get(created);
  }

  @Test
  void whoever_asks_for_the_name_of_one_who_left_is_given_another_while_that_one_is_yet_to_write() {
    Membership ada = join("ada", "tab-of-ada", new NotedPeer(loop));
    Membership chen = join("chen", "tab-of-both", new NotedPeer(loop));
    serve();
    say(ada, 1, 0.6);
    // While that is written, what comes is decided only afterwards.
    NotedPeer belas = new NotedPeer(loop);
    Membership bela = join("bela", "tab-of-both", belas);
    say(chen, 1, 0.62);
    chen.disconnected(true);
    say(bela, 1, 0.63);

    serve();

    assertThat(belas.sent("auth:success")).singleElement().asString().contains("\"given\"");
    // His message has not made hers one that was seen before.
    assertThat(belas.sent("param:broadcast")).last().asString().contains("0.63");
    assertThat(belas.sent("ack")).isEmpty();
  }

  private Membership join(String name, String tab, NotedPeer peer) {
    Membership membership =
        registry.join(
            ROOM,
            new JoinRequest(
                new User(new UserId(name), name, "#102030"),
                Optional.of(new ClientId(tab)),
                Optional.empty(),
                Optional.empty()),
            peer);
    loop.run();
    return membership;
  }

  private void say(Membership membership, int n, double mu) {
    String json = "{\"type\":\"param:update\",\"n\":%d,\"payload\":{\"mu\":%s}}".formatted(n, mu);
    if (MessageReader.read(json.getBytes(StandardCharsets.UTF_8))
        instanceof Received.Understood(var message)) {
      membership.receive(message);
      loop.run();
    }
  }

  private void serve() {
    while (!disk.isEmpty()) {
      disk.remove().run();
      loop.run();
    }
  }
}
