package ai.trivector.collab.session;

import static ai.trivector.collab.session.Decisions.assertUnchanged;
import static ai.trivector.collab.session.Decisions.assertWritten;
import static ai.trivector.collab.session.Decisions.onlyConflict;
import static ai.trivector.collab.session.Decisions.refusal;
import static ai.trivector.collab.session.Decisions.write;
import static ai.trivector.collab.session.People.ADA;
import static ai.trivector.collab.session.People.ADAS_OTHER_TAB;
import static ai.trivector.collab.session.People.ADAS_TAB;
import static ai.trivector.collab.session.People.BEN;
import static ai.trivector.collab.session.People.BENS_TAB;
import static ai.trivector.collab.session.People.CHI;
import static ai.trivector.collab.session.People.CHIS_TAB;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.session.Resolution.Strategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ada has been told that Ben's value, event 4, stands, and chooses. See docs/protocol.md. */
@DisplayName("A resolution")
final class ResolutionRulesTest {

  private static final Seq BENS_WRITE = new Seq(4);

  private final Room room = inConflict();

  private static Room inConflict() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    onlyConflict(room.update(Move.of(ADAS_TAB, "mu", 0.64)));
    return room;
  }

  @ParameterizedTest(name = "[R1] for {0} is written, though the last write is recent")
  @EnumSource(Strategy.class)
  @DisplayName("[R1] is a deliberate write")
  void written(Strategy strategy) {
    Decision decision = room.resolve(strategy, Move.of(ADAS_TAB, "mu", 0.62).seen(BENS_WRITE));
    assertWritten(decision);
    assertThat(write(decision).resolution()).isEqualTo(new Resolution("mu", strategy));
    assertThat(room.value("mu")).isEqualTo(0.62);
    assertThat(room.lastWrite("mu").by()).isEqualTo(ADA);
  }

  @Test
  @DisplayName("[R1] is a last write like any other for those who come after it")
  void isALastWrite() {
    room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.64).seen(BENS_WRITE));
    assertThat(onlyConflict(room.update(Move.of(BENS_TAB, "mu", 0.65))).theirs().by())
        .isEqualTo(ADA);
  }

  @Test
  @DisplayName("[R2] conflicts with a third write that its sender had not seen, however old")
  void unseenThirdWrite() {
    room.after(500).update(Move.of(CHIS_TAB, "mu", 0.66));
    Decision decision =
        room.after(60_000)
            .resolve(Strategy.AVERAGE, Move.of(ADAS_TAB, "mu", 0.62).seen(BENS_WRITE));
    Conflict conflict = onlyConflict(decision);
    assertThat(conflict.theirs().by()).isEqualTo(CHI);
    assertThat(conflict.theirs().seq()).isEqualTo(new Seq(5));
    assertThat(conflict.yourValue()).isEqualTo(0.62);
    assertThat(conflict.theirValue()).isEqualTo(0.66);
    assertThat(room.value("mu")).isEqualTo(0.66);
  }

  @Test
  @DisplayName("[R2] conflicts with a second write of the same person too")
  void unseenSecondWriteOfTheSamePerson() {
    room.update(Move.of(BENS_TAB, "mu", 0.66));
    onlyConflict(room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.64).seen(BENS_WRITE)));
  }

  @Test
  @DisplayName("[R2] does not conflict with a third write that its sender had seen")
  void seenThirdWrite() {
    room.after(500).update(Move.of(CHIS_TAB, "mu", 0.66));
    assertWritten(room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.64).seen(5)));
  }

  @Test
  @DisplayName("[R2] does not conflict with writes of other parameters, or with comings and goings")
  void otherNews() {
    room.update(Move.of(CHIS_TAB, "omega", 1.2));
    room.leave(BEN);
    assertWritten(room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.64).seen(BENS_WRITE)));
  }

  @Test
  @DisplayName("[R2] does not conflict with one's own later write in another tab")
  void ownLaterWrite() {
    room.after(500).update(Move.of(ADAS_OTHER_TAB, "mu", 0.66));
    assertWritten(room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.64).seen(BENS_WRITE)));
  }

  @Test
  @DisplayName("[R3] that does not say what was seen is written, whatever came in between")
  void blind() {
    room.update(Move.of(BENS_TAB, "mu", 0.66));
    assertWritten(room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.64)));
  }

  @ParameterizedTest(name = "[R4] accepting the value that stands, {0} away from it")
  @ValueSource(doubles = {0, 0.5e-9, -0.5e-9})
  @DisplayName("[R4] accepting the value that stands is told to all and leaves its writer")
  void accepting(double distance) {
    LastWrite before = room.lastWrite("mu");
    Decision decision =
        room.resolve(
            Strategy.THEIRS, Move.of(ADAS_TAB, "mu", 0.6 + distance).n(2).seen(BENS_WRITE));
    assertWritten(decision);
    assertThat(room.state().seq()).isEqualTo(BENS_WRITE.next());
    assertThat(room.lastWrite("mu")).isEqualTo(before);
    assertThat(room.value("mu"))
        .as("what was broadcast, to the last bit")
        .isEqualTo(write(decision).params().get("mu"));
    assertWritten(room.update(Move.of(BENS_TAB, "mu", 0.66).seen(BENS_WRITE)));
  }

  @Test
  @DisplayName("[R4] accepting uses up the number of the message")
  void acceptingTwice() {
    Move move = Move.of(ADAS_TAB, "mu", 0.6).n(2).seen(BENS_WRITE);
    assertWritten(room.resolve(Strategy.THEIRS, move));
    assertUnchanged(room.resolve(Strategy.THEIRS, move));
  }

  @Test
  @DisplayName("[R4] of an outsider is conflicted with nobody: the accepted writer stays the last")
  void afterAccepting() {
    room.resolve(Strategy.THEIRS, Move.of(ADAS_TAB, "mu", 0.6).seen(BENS_WRITE));
    assertThat(onlyConflict(room.update(Move.of(CHIS_TAB, "mu", 0.66))).theirs().by())
        .isEqualTo(BEN);
  }

  @Test
  @DisplayName("[R5] to a value that the parameter may not take is refused")
  void refused() {
    Session before = room.state();
    refusal(room.resolve(Strategy.AVERAGE, Move.of(ADAS_TAB, "mu", Double.NaN)));
    refusal(room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "mu", 0.71)));
    refusal(room.resolve(Strategy.YOURS, Move.of(ADAS_TAB, "nu", 0.6)));
    assertThat(room.state()).isEqualTo(before);
  }
}
