package ai.trivector.collab.session;

import static ai.trivector.collab.session.Decisions.assertUnchanged;
import static ai.trivector.collab.session.People.ADA;
import static ai.trivector.collab.session.People.ADAS_TAB;
import static ai.trivector.collab.session.People.BEN;
import static ai.trivector.collab.session.People.CHI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is in a session, as the log has it. See docs/protocol.md. */
@DisplayName("A person")
final class MemberRulesTest {

  private final Room room = new Room();

  @Test
  @DisplayName("[M1] who joins is a member, in the order of coming")
  void joins() {
    assertThat(room.join(BEN))
        .isEqualTo(new Decision.Decided(List.of(new Event.MemberJoined(BEN)), List.of()));
    room.join(ADA);
    assertThat(room.state().members().values()).containsExactly(BEN, ADA);
    assertThat(room.state().seq()).isEqualTo(new Seq(2));
  }

  @Test
  @DisplayName("[M1] who joins again as they were, from another tab, makes no event")
  void joinsAgain() {
    room.join(ADA);
    assertUnchanged(room.join(ADA));
    assertThat(room.state().seq()).isEqualTo(new Seq(1));
  }

  @Test
  @DisplayName("[M2] who comes back under another name or colour is told, and keeps their place")
  void comesBackChanged() {
    room.join(ADA);
    room.join(BEN);
    User renamed = new User(ADA.id(), "Ada L.", ADA.color());
    User recoloured = new User(ADA.id(), "Ada L.", "#000000");
    assertThat(room.join(renamed))
        .isEqualTo(new Decision.Decided(List.of(new Event.MemberJoined(renamed)), List.of()));
    assertThat(room.join(recoloured))
        .isEqualTo(new Decision.Decided(List.of(new Event.MemberJoined(recoloured)), List.of()));
    assertThat(room.state().members().values()).containsExactly(recoloured, BEN);
  }

  @Test
  @DisplayName("[M3] who leaves is no member, and is one again after coming back")
  void leaves() {
    room.join(ADA);
    room.join(BEN);
    assertThat(room.leave(ADA))
        .isEqualTo(new Decision.Decided(List.of(new Event.MemberLeft(ADA.id())), List.of()));
    assertThat(room.state().members().values()).containsExactly(BEN);
    room.join(ADA);
    assertThat(room.state().members().values()).containsExactly(BEN, ADA);
  }

  @Test
  @DisplayName("[M3] who is no member makes no event by leaving")
  void leavesTwice() {
    room.join(ADA);
    assertUnchanged(room.leave(CHI));
    room.leave(ADA);
    assertUnchanged(room.leave(ADA));
    assertThat(room.state().seq()).isEqualTo(new Seq(2));
  }

  @Test
  @DisplayName("[M4] who comes or goes changes no parameter, no last write and no number")
  void touchesNothingElse() {
    room.join(ADA);
    room.update(Move.of(ADAS_TAB, "mu", 0.6).n(1));
    Session before = room.state();
    room.leave(ADA);
    room.join(BEN);
    assertThat(room.state().params()).isEqualTo(before.params());
    assertThat(room.state().writes()).isEqualTo(before.writes());
    assertThat(room.state().clients()).isEqualTo(before.clients());
  }
}
