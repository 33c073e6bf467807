package ai.trivector.collab.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Presence may be dropped for whoever does not keep up; in the end they see what is so. */
final class MissedPresenceTest {

  private static final String HOLDS =
      "{\"type\":\"presence:update\",\"payload\":{\"holding\":{\"param\":\"mu\",\"value\":0.6}}}";
  private static final String LETS_GO =
      "{\"type\":\"presence:update\",\"payload\":{\"holding\":null}}";

  private final OneRoom room = new OneRoom(Duration.ofSeconds(5));

  @Test
  void whoever_missed_that_a_hand_let_go_is_told_so_when_they_read_again() {
    Membership ada = room.join("ada", room.newPeer());
    NotedPeer zoes = room.newPeer();
    Membership zoe = room.join("zoe", zoes);
    room.settle();
    OneRoom.say(ada, HOLDS);
    room.loop().advance(Duration.ofSeconds(1));
    assertThat(zoes.sent("presence:broadcast")).last().asString().contains("0.6");

    OneRoom.say(ada, LETS_GO);
    room.loop().advance(Duration.ofSeconds(1));
    int dropped = zoes.sent("presence:broadcast").size();
    zoe.needsPresence();
    room.loop().run();

    assertThat(zoes.sent("presence:broadcast"))
        .hasSize(dropped + 1)
        .last()
        .asString()
        .contains("tab-of-ada")
        .doesNotContain("holding");
  }
}
