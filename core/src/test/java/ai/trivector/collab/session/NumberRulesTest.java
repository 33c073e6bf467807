package ai.trivector.collab.session;

import static ai.trivector.collab.session.Decisions.assertUnchanged;
import static ai.trivector.collab.session.Decisions.assertWritten;
import static ai.trivector.collab.session.Decisions.conflicts;
import static ai.trivector.collab.session.Decisions.onlyConflict;
import static ai.trivector.collab.session.Decisions.refusal;
import static ai.trivector.collab.session.Decisions.write;
import static ai.trivector.collab.session.People.ADA;
import static ai.trivector.collab.session.People.ADAS_OTHER_TAB;
import static ai.trivector.collab.session.People.ADAS_TAB;
import static ai.trivector.collab.session.People.BENS_TAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a message that is sent again take effect once. See docs/protocol.md. */
@DisplayName("The number of a message")
final class NumberRulesTest {

  private final Room room = Room.ofThree();

  @Test
  @DisplayName("[N1] takes effect once, though the value was changed by others in between")
  void once() {
    Move move = Move.of(ADAS_TAB, "mu", 0.6).n(1);
    assertWritten(room.update(move));
    assertUnchanged(room.update(move));
    room.after(500).update(Move.of(BENS_TAB, "mu", 0.65));
    assertUnchanged(room.after(500).update(move));
    assertThat(room.value("mu")).isEqualTo(0.65);
  }

  @Test
  @DisplayName("[N1] takes effect once, though the duplicate says something else")
  void duplicateWithOtherContent() {
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.6).n(0)));
    assertUnchanged(room.update(Move.of(ADAS_TAB, "omega", 1.2).n(0)));
    assertThat(room.value("omega")).isEqualTo(0.847);
  }

  @Test
  @DisplayName("[N1] is a tab's own: two tabs of one person may use the same")
  void ofTheTab() {
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.6).n(1)));
    assertWritten(room.update(Move.of(ADAS_OTHER_TAB, "mu", 0.61).n(1)));
    assertThat(room.state().clients().get(ADAS_TAB.client()))
        .isEqualTo(new ClientProgress(ADA.id(), 1, 0, new Seq(4)));
  }

  @Test
  @DisplayName(
      "[N1] of a message that was partly written is used up: the conflict is not asked twice")
  void partlyWritten() {
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    Move move = Move.of(ADAS_TAB, "mu", 0.61).and("omega", 1.2).n(1);
    assertThat(conflicts(room.update(move))).hasSize(1);
    assertUnchanged(room.after(500).update(move));
    assertThat(room.value("mu")).isEqualTo(0.6);
  }

  @ParameterizedTest(name = "[N2] {0} below the highest, and not seen yet, takes effect: {1}")
  @CsvSource({"1, true", "2, true", "63, true", "64, true", "65, false", "100, false"})
  @DisplayName("[N2] is told apart from the 64 below the highest")
  void window(long distance, boolean takesEffect) {
    room.update(Move.of(ADAS_TAB, "mu", 0.6).n(100));
    Decision decision = room.update(Move.of(ADAS_TAB, "omega", 1.2).n(100 - distance));
    if (takesEffect) {
      assertWritten(decision);
      assertUnchanged(room.update(Move.of(ADAS_TAB, "omega", 1.3).n(100 - distance)));
    } else {
      assertUnchanged(decision);
    }
  }

  @ParameterizedTest(name = "[N2] the highest rises by {0}, and what had taken effect still has")
  @ValueSource(longs = {1, 2, 62, 63, 64, 65, 66, 1_000_000})
  @DisplayName("[N2] keeps what is in the window when the highest rises")
  void risingWindow(long by) {
    room.update(Move.of(ADAS_TAB, "mu", 0.6).n(10));
    room.update(Move.of(ADAS_TAB, "mu", 0.61).n(11));
    room.update(Move.of(ADAS_TAB, "mu", 0.62).n(11 + by));
    assertUnchanged(room.update(Move.of(ADAS_TAB, "omega", 1.2).n(10)));
    assertUnchanged(room.update(Move.of(ADAS_TAB, "omega", 1.2).n(11)));
    assertUnchanged(room.update(Move.of(ADAS_TAB, "omega", 1.2).n(11 + by)));
    Decision between = room.update(Move.of(ADAS_TAB, "omega", 1.2).n(10 + by));
    if (by == 1) {
      assertUnchanged(between);
    } else {
      assertWritten(between);
    }
  }

  @Test
  @DisplayName("[N3] may come in any order, and each takes effect once")
  void anyOrder() {
    // No parameter goes back to a lower number here; that is N4.
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.6).n(5)));
    assertWritten(room.update(Move.of(ADAS_TAB, "omega", 1.1).n(2)));
    assertWritten(room.update(Move.of(ADAS_TAB, "omega", 1.2).n(4)));
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.61).n(9)));
    assertWritten(room.update(Move.of(ADAS_TAB, "kappa", 0.02).n(3)));
    assertWritten(room.update(Move.of(ADAS_TAB, "omega", 1.3).n(7)));
    for (long n : List.of(2L, 3L, 4L, 5L, 7L, 9L)) {
      assertUnchanged(room.update(Move.of(ADAS_TAB, "kappa", 0.03).n(n)));
    }
    assertWritten(room.update(Move.of(ADAS_TAB, "kappa", 0.03).n(6)));
  }

  @Test
  @DisplayName("[N4] below that of the same tab's last write does not take the parameter back")
  void overtaken() {
    room.update(Move.of(ADAS_TAB, "mu", 0.62).n(5));
    assertUnchanged(room.update(Move.of(ADAS_TAB, "mu", 0.6).n(4)));
    Decision decision = room.update(Move.of(ADAS_TAB, "mu", 0.6).and("omega", 1.2).n(4));
    assertThat(write(decision).params()).isEqualTo(Map.of("omega", 1.2));
    assertThat(room.value("mu")).isEqualTo(0.62);
  }

  @Test
  @DisplayName("[N4] below that of the same tab's last write does not take it back by a resolution")
  void overtakenResolution() {
    room.update(Move.of(ADAS_TAB, "mu", 0.62).n(5));
    assertUnchanged(room.resolve(Resolution.Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.6).n(4)));
  }

  @Test
  @DisplayName("[N4] means nothing to another tab of the same person")
  void otherTab() {
    room.update(Move.of(ADAS_TAB, "mu", 0.62).n(5));
    assertWritten(room.update(Move.of(ADAS_OTHER_TAB, "mu", 0.6).n(4)));
  }

  @Test
  @DisplayName("[N5] is not used up by a conflict, a refusal or a change to nothing")
  void onlyWritesUseItUp() {
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    onlyConflict(room.update(Move.of(ADAS_TAB, "mu", 0.61).n(1)));
    refusal(room.update(Move.of(ADAS_TAB, "mu", 0.9).n(1)));
    assertUnchanged(room.update(Move.of(ADAS_TAB, "mu", 0.6).n(1)));
    assertThat(room.state().clients()).isEmpty();
    assertWritten(room.after(500).update(Move.of(ADAS_TAB, "mu", 0.61).n(1)));
  }

  @Test
  @DisplayName(
      "[N5] of a duplicate that is out of range is refused, for it cannot have been written")
  void refusedDuplicate() {
    room.update(Move.of(ADAS_TAB, "mu", 0.61).n(1));
    refusal(room.update(Move.of(ADAS_TAB, "mu", 0.9).n(1)));
  }

  @Test
  @DisplayName("[N6] is remembered for 1024 tabs, and the one quiet longest is forgotten first")
  void bounded() {
    for (int i = 0; i < Session.MAX_REMEMBERED_CLIENTS; i++) {
      assertWritten(room.update(numbered(i, 1)));
    }
    // The first tab speaks again, so the second has been quiet longest.
    assertWritten(room.update(numbered(0, 2)));
    assertThat(room.state().clients()).hasSize(1024).containsKey(tab(1).client());
    assertWritten(room.update(numbered(1024, 1)));
    assertThat(room.state().clients())
        .hasSize(1024)
        .containsKeys(tab(0).client(), tab(2).client(), tab(1024).client())
        .doesNotContainKey(tab(1).client());
  }

  @Test
  @DisplayName("[N7] is optional: without one each message is judged anew")
  void withoutNumber() {
    Move move = Move.of(ADAS_TAB, "mu", 0.6);
    assertWritten(room.update(move));
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.61)));
    assertWritten(room.update(move));
    assertThat(room.state().clients()).isEmpty();
  }

  private static Author tab(int i) {
    return new Author(ADA.id(), new ClientId("tab-" + i));
  }

  /** A write that changes something, whatever the one before it was. */
  private static Move numbered(int i, long n) {
    return Move.of(tab(i), "omega", 0.5 + (2L * i + n) * 1e-4).n(n);
  }
}
