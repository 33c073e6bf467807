package ai.trivector.collab.session;

import static ai.trivector.collab.session.Decisions.assertUnchanged;
import static ai.trivector.collab.session.Decisions.assertWritten;
import static ai.trivector.collab.session.Decisions.onlyConflict;
import static ai.trivector.collab.session.People.ADAS_OTHER_TAB;
import static ai.trivector.collab.session.People.ADAS_TAB;
import static ai.trivector.collab.session.People.BEN;
import static ai.trivector.collab.session.People.BENS_TAB;
import static ai.trivector.collab.session.People.CHIS_TAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether one parameter's write is written, conflicts or is nothing. See docs/protocol.md. */
@DisplayName("An update of a parameter")
final class UpdateRulesTest {

  /** Long after every write, so that only bases matter. */
  private static final long LATER = 60_000;

  @Test
  @DisplayName("[U1] to the value that it has changes nothing, even just after somebody else")
  void sameValue() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    assertUnchanged(room.update(Move.of(ADAS_TAB, "mu", 0.6).seen(3)));
    assertThat(room.lastWrite("mu").by()).isEqualTo(BEN);
  }

  @ParameterizedTest(name = "[U1] {0} away from the current value is the same value: {1}")
  @CsvSource({"1e-9, true", "-1e-9, true", "0, true", "1.01e-9, false", "-1.01e-9, false"})
  @DisplayName("[U1] to nearly the value that it has")
  void nearlySameValue(double distance, boolean same) {
    // Around zero a difference of 1e-9 is exact, elsewhere it is rounded.
    assertThat(ConflictRule.same(0, distance)).isEqualTo(same);
    assertThat(ConflictRule.same(distance, 0)).isEqualTo(same);
  }

  @Test
  @DisplayName("[U1] that differs by more than 1e-9 is a change")
  void slightlyOtherValue() {
    Room room = Room.ofThree();
    assertUnchanged(room.update(Move.of(ADAS_TAB, "mu", 0.569 + 0.9e-9)));
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.569 + 1.1e-9)));
  }

  @ParameterizedTest(name = "[U2] a base {0} relative to the last write''s number conflicts: {1}")
  @CsvSource({"-4, true", "-1, true", "0, false", "1, false"})
  @DisplayName("[U2] a stale base on a moved parameter is a conflict")
  void staleBase(long distance, boolean conflict) {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    long last = room.state().seq().value();
    room.after(LATER).update(Move.of(CHIS_TAB, "omega", 1.1));
    Decision decision = room.update(Move.of(ADAS_TAB, "mu", 0.61).seen(last + distance));
    if (conflict) {
      assertThat(onlyConflict(decision).theirs().seq()).isEqualTo(new Seq(last));
      assertThat(room.value("mu")).isEqualTo(0.6);
    } else {
      assertWritten(decision);
      assertThat(room.value("mu")).isEqualTo(0.61);
    }
  }

  @Test
  @DisplayName("[U2] a stale base on another parameter's move is none")
  void staleBaseElsewhere() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    assertWritten(room.update(Move.of(ADAS_TAB, "omega", 1.1).seen(0)));
  }

  @ParameterizedTest(name = "[U3] {0} ms after somebody else''s write it conflicts: {1}")
  @CsvSource({"0, true", "1, true", "499, true", "500, false", "501, false", "60000, false"})
  @DisplayName("[U3] the window is 500 ms, its end not included")
  void window(long millis, boolean conflict) {
    Room blind = Room.ofThree();
    blind.update(Move.of(BENS_TAB, "mu", 0.6));
    Decision decision = blind.after(millis).update(Move.of(ADAS_TAB, "mu", 0.61));
    if (conflict) {
      onlyConflict(decision);
    } else {
      assertWritten(decision);
    }
  }

  @Test
  @DisplayName("[U3] within the window it conflicts even for one who had seen the last write")
  void informedButRecent() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    onlyConflict(room.after(499).update(Move.of(ADAS_TAB, "mu", 0.61).seen(room.state().seq())));
  }

  @Test
  @DisplayName("[U3] the window counts from the last write, not from the first")
  void windowMoves() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    room.after(400).update(Move.of(BENS_TAB, "mu", 0.61));
    onlyConflict(room.after(400).update(Move.of(ADAS_TAB, "mu", 0.62)));
    assertWritten(room.after(100).update(Move.of(ADAS_TAB, "mu", 0.62)));
  }

  @ParameterizedTest(name = "[U3] a clock that went back by {0} ms leaves the last write recent")
  @ValueSource(longs = {1, 500, 3_600_000})
  @DisplayName("[U3] a clock that goes back")
  void clockGoesBack(long millis) {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    onlyConflict(room.after(-millis).update(Move.of(ADAS_TAB, "mu", 0.61)));
    assertWritten(room.update(Move.of(BENS_TAB, "mu", 0.62)));
  }

  @Test
  @DisplayName("[U4] that nobody has written yet is written, whatever the base")
  void firstWrite() {
    Room room = Room.ofThree();
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.6).seen(0)));
    assertThat(room.value("mu")).isEqualTo(0.6);
    assertThat(room.lastWrite("mu"))
        .isEqualTo(
            new LastWrite(
                People.ADA, ADAS_TAB.client(), OptionalLong.empty(), new Seq(4), Room.START));
  }

  @Test
  @DisplayName("[U4] without a base is written once the window is over")
  void blindAfterTheWindow() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    assertWritten(room.after(500).update(Move.of(ADAS_TAB, "mu", 0.61)));
  }

  @Test
  @DisplayName("[U5] never conflicts with one's own last write, however quick and however blind")
  void ownQuickMoves() {
    Room room = Room.ofThree();
    for (int i = 0; i < 50; i++) {
      assertWritten(room.after(1).update(Move.of(ADAS_TAB, "mu", 0.6 + i * 0.001).seen(0)));
    }
  }

  @Test
  @DisplayName("[U5] never conflicts between two tabs of one person")
  void twoTabs() {
    Room room = Room.ofThree();
    room.update(Move.of(ADAS_TAB, "mu", 0.6));
    assertWritten(room.update(Move.of(ADAS_OTHER_TAB, "mu", 0.61).seen(0)));
    assertWritten(room.update(Move.of(ADAS_TAB, "mu", 0.62).seen(0)));
    assertThat(onlyConflict(room.update(Move.of(BENS_TAB, "mu", 0.63))).theirs().client())
        .isEqualTo(ADAS_TAB.client());
  }
}
