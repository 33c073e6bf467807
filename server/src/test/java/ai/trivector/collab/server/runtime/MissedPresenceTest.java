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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Presence may be dropped for whoever does not keep up; in the end they see what is so. */
final class MissedPresenceTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final String HOLDS =
      "{\"type\":\"presence:update\",\"payload\":{\"holding\":{\"param\":\"mu\",\"value\":0.6}}}";
  private static final String LETS_GO =
      "{\"type\":\"presence:update\",\"payload\":{\"holding\":null}}";

  private final ManualLoop loop = new ManualLoop(START);
  private final InMemoryEventStore store = new InMemoryEventStore(Runnable::run);
  private final SessionRegistry registry =
      new SessionRegistry(
          List.of(loop),
          store,
          loop,
          () -> new ClientId("given"),
          new RuntimeSettings(Duration.ZERO, GRACE, 10, 10, Duration.ofMinutes(1)));

  @Test
  void whoever_missed_that_a_hand_let_go_is_told_so_when_they_read_again() {
    get(store.create(session("room")));
    Membership ada = join("ada", new NotedPeer(loop));
    NotedPeer zoes = new NotedPeer(loop);
    Membership zoe = join("zoe", zoes);
    say(ada, HOLDS);
    assertThat(zoes.sent("presence:broadcast")).last().asString().contains("0.6");

    say(ada, LETS_GO);
    int dropped = zoes.sent("presence:broadcast").size();
    zoe.needsPresence();
    loop.run();

    assertThat(zoes.sent("presence:broadcast"))
        .hasSize(dropped + 1)
        .last()
        .asString()
        .contains("tab-of-ada")
        .doesNotContain("holding");
  }

  private Membership join(String name, NotedPeer peer) {
    Membership membership =
        registry.join(
            ROOM,
            new JoinRequest(
                new User(new UserId(name), name, "#102030"),
                Optional.of(new ClientId("tab-of-" + name)),
                Optional.empty(),
                Optional.empty()),
            peer);
    loop.run();
    return membership;
  }

  private void say(Membership membership, String json) {
    if (MessageReader.read(json.getBytes(StandardCharsets.UTF_8))
        instanceof Received.Understood(var message)) {
      membership.receive(message);
      loop.advance(Duration.ofSeconds(1));
    }
  }
}
