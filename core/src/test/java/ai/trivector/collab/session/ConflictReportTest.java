package ai.trivector.collab.session;

import static ai.trivector.collab.session.Decisions.assertWritten;
import static ai.trivector.collab.session.Decisions.conflicts;
import static ai.trivector.collab.session.Decisions.onlyConflict;
import static ai.trivector.collab.session.Decisions.refusal;
import static ai.trivector.collab.session.Decisions.write;
import static ai.trivector.collab.session.People.ADAS_TAB;
import static ai.trivector.collab.session.People.BEN;
import static ai.trivector.collab.session.People.BENS_TAB;
import static ai.trivector.collab.session.People.CHI;
import static ai.trivector.collab.session.People.CHIS_TAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of conflicts, and what becomes of a message's other parameters. */
@DisplayName("An update that meets somebody else's")
final class ConflictReportTest {

  @Test
  @DisplayName("[U6] names the last of three writers, and nobody else")
  void realLastWriter() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    room.after(500).update(Move.of(CHIS_TAB, "mu", 0.62).n(4));
    Decision decision = room.after(500).update(Move.of(ADAS_TAB, "mu", 0.64).seen(4));
    assertThat(onlyConflict(decision))
        .isEqualTo(
            new Conflict(
                "mu",
                0.64,
                0.62,
                new LastWrite(
                    CHI,
                    CHIS_TAB.client(),
                    OptionalLong.of(4),
                    new Seq(5),
                    Room.START.plusMillis(500))));
  }

  @Test
  @DisplayName("[U6] names the last writer of that parameter, not of the session")
  void lastWriterOfTheParameter() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    room.update(Move.of(CHIS_TAB, "omega", 1.1));
    assertThat(onlyConflict(room.update(Move.of(ADAS_TAB, "mu", 0.61))).theirs().by())
        .isEqualTo(BEN);
  }

  @Test
  @DisplayName("[U6] names the writer by the name they had then, after they left or took another")
  void nameAtTheTime() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    room.join(new User(BEN.id(), "Benjamin", BEN.color()));
    assertThat(onlyConflict(room.update(Move.of(ADAS_TAB, "mu", 0.61))).theirs().by())
        .isEqualTo(BEN);
    room.leave(BEN);
    assertThat(room.state().members()).doesNotContainKey(BEN.id());
    assertThat(onlyConflict(room.update(Move.of(ADAS_TAB, "mu", 0.61))).theirs().by())
        .isEqualTo(BEN);
  }

  @Test
  @DisplayName("[U6] names somebody whose coming is in no log by their id")
  void unknownWriter() {
    Room room = new Room();
    room.join(People.ADA);
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    assertThat(onlyConflict(room.update(Move.of(ADAS_TAB, "mu", 0.61))).theirs().by())
        .isEqualTo(new User(BEN.id(), "user-ben", "#808080"));
  }

  @Test
  @DisplayName("[U6] leaves the value, the last writer and the number as they were")
  void nothingWritten() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    Session before = room.state();
    onlyConflict(room.update(Move.of(ADAS_TAB, "mu", 0.61).n(1)));
    assertThat(room.state()).isEqualTo(before);
  }

  @Test
  @DisplayName("[U7] writes what does not conflict as one event, and reports the rest one by one")
  void partly() {
    Room room = Room.ofThree();
    room.update(Move.of(BENS_TAB, "mu", 0.6));
    room.update(Move.of(CHIS_TAB, "kappa", 0.03));
    Decision decision =
        room.update(Move.of(ADAS_TAB, "mu", 0.61).and("omega", 1.2).and("kappa", 0.04).n(7));
    assertThat(write(decision))
        .isEqualTo(
            new Event.ParamsChanged(ADAS_TAB, OptionalLong.of(7), Map.of("omega", 1.2), null));
    assertThat(conflicts(decision)).extracting(Conflict::param).containsExactly("mu", "kappa");
    assertThat(conflicts(decision)).extracting(c -> c.theirs().by()).containsExactly(BEN, CHI);
    assertThat(room.state().params()).isEqualTo(Map.of("mu", 0.6, "omega", 1.2, "kappa", 0.03));
  }

  @Test
  @DisplayName("[U7] writes several parameters as one event, in the message's order")
  void severalAtOnce() {
    Room room = Room.ofThree();
    Decision decision =
        room.update(Move.of(ADAS_TAB, "kappa", 0.04).and("mu", 0.61).and("omega", 1.2));
    assertWritten(decision);
    assertThat(write(decision).params().keySet()).containsExactly("kappa", "mu", "omega");
    assertThat(room.state().seq()).isEqualTo(new Seq(4));
    assertThat(room.state().params().keySet()).containsExactly("mu", "omega", "kappa");
  }

  @Test
  @DisplayName("[U7] leaves equal values out of the event")
  void equalValuesLeftOut() {
    Room room = Room.ofThree();
    Decision decision = room.update(Move.of(ADAS_TAB, "mu", 0.569).and("omega", 1.2));
    assertThat(write(decision).params()).isEqualTo(Map.of("omega", 1.2));
    assertThat(room.state().writes()).containsOnlyKeys("omega");
  }

  @ParameterizedTest(name = "[U8] mu = {0} refuses the whole message")
  @ValueSource(
      doubles = {
        0.4999999,
        0.7000001,
        -0.6,
        0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        Double.MIN_VALUE
      })
  @DisplayName("[U8] a value that the parameter may not take")
  void outOfRange(double value) {
    Room room = Room.ofThree();
    Session before = room.state();
    Refusal refusal = refusal(room.update(Move.of(ADAS_TAB, "omega", 1.2).and("mu", value).n(1)));
    assertThat(refusal).isInstanceOf(Refusal.OutOfRange.class);
    assertThat(refusal.message())
        .isEqualTo("mu = " + value + " is out of range; allowed is 0.5 to 0.7");
    assertThat(room.state()).isEqualTo(before);
  }

  @ParameterizedTest(name = "[U8] mu = {0} is allowed")
  @ValueSource(doubles = {0.5, 0.7})
  @DisplayName("[U8] the ends of the range")
  void endsOfTheRange(double value) {
    assertWritten(Room.ofThree().update(Move.of(ADAS_TAB, "mu", value)));
  }

  @ParameterizedTest(name = "[U8] the parameter ''{0}'' refuses the whole message")
  @ValueSource(strings = {"nu", "MU", "", "__proto__", "toString"})
  @DisplayName("[U8] a parameter that the model has not")
  void unknownParameter(String name) {
    Room room = Room.ofThree();
    Session before = room.state();
    Refusal refusal = refusal(room.update(Move.of(ADAS_TAB, "omega", 1.2).and(name, 0.6)));
    assertThat(refusal.message())
        .isEqualTo("unknown parameter '" + name + "'; this session has mu, omega, kappa");
    assertThat(room.state()).isEqualTo(before);
  }
}
