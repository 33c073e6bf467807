package ai.trivector.collab.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The numbers of a tab are told apart by its name, so no two people may write under one. */
final class NameOfATabTest {

  private final OneRoom room = new OneRoom(Duration.ZERO);

  @Test
  void whoever_asks_for_the_name_of_one_who_left_is_given_another_while_that_one_is_yet_to_write() {
    Membership ada = room.join("ada", room.newPeer());
    Membership chen = room.join("chen", "tab-of-both", room.newPeer());
    room.settle();
    OneRoom.set(ada, 1, "mu", 0.6);
    room.loop().run();
    // While that is written, what comes is decided only afterwards.
    NotedPeer belas = room.newPeer();
    Membership bela = room.join("bela", "tab-of-both", belas);
    OneRoom.set(chen, 1, "mu", 0.62);
    room.loop().run();
    chen.disconnected(true);
    OneRoom.set(bela, 1, "mu", 0.63);
    room.loop().run();

    room.settle();

    assertThat(belas.sent("auth:success")).singleElement().asString().contains("\"given\"");
    // His message has not made hers one that was seen before.
    assertThat(belas.sent("param:broadcast")).last().asString().contains("0.63");
    assertThat(belas.sent("ack")).isEmpty();
  }
}
