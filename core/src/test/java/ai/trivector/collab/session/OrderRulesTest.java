package ai.trivector.collab.session;

import static ai.trivector.collab.session.People.ADA;
import static ai.trivector.collab.session.People.ADAS_TAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order events make a state. See docs/protocol.md. */
@DisplayName("A session")
final class OrderRulesTest {

  @Test
  @DisplayName("[S1] gives each event the number after the last one's")
  void numbers() {
    Room room = new Room();
    room.join(ADA);
    room.update(Move.of(ADAS_TAB, "mu", 0.6).and("omega", 1.1));
    room.update(Move.of(ADAS_TAB, "mu", 0.61));
    assertThat(room.state().seq()).isEqualTo(new Seq(3));
    assertThat(room.lastWrite("omega").seq()).isEqualTo(new Seq(2));
  }

  @ParameterizedTest(name = "[S1] event {0} cannot follow event 3")
  @ValueSource(longs = {0, 1, 3, 5, 1_000})
  @DisplayName("[S1] takes no event but the next")
  void refusesGaps(long seq) {
    Session state = Room.ofThree().state();
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            SessionDecider.apply(
                state, new RecordedEvent(new Seq(seq), Room.START, new Event.MemberLeft(ADA.id()))))
        .withMessage("event " + seq + " cannot follow 3 of session room");
  }

  @Test
  @DisplayName("[S2] has exactly the values that the events say")
  void exactValues() {
    Session state = Room.ofThree().state();
    double value = Math.nextUp(0.569);
    Event event =
        new Event.ParamsChanged(
            ADAS_TAB,
            OptionalLong.empty(),
            Map.of("mu", value),
            new Resolution("mu", Resolution.Strategy.THEIRS));
    Session after = SessionDecider.apply(state, new RecordedEvent(new Seq(4), Room.START, event));
    assertThat(after.params().get("mu")).isEqualTo(value);
    assertThat(after.writes()).isEmpty();
  }

  @Test
  @DisplayName("[S2] stays as it was when the next one is made from it, and cannot be changed")
  void immutable() {
    Room room = Room.ofThree();
    room.update(Move.of(ADAS_TAB, "mu", 0.6).n(1));
    Session before = room.state();
    Map<String, Double> params = new LinkedHashMap<>(before.params());
    room.update(Move.of(ADAS_TAB, "mu", 0.61).n(2));
    room.leave(ADA);
    assertThat(before.params()).isEqualTo(params);
    assertThat(before.members()).containsKey(ADA.id());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> before.params().put("mu", 0.5));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(before.writes()::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(before.members()::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(before.clients()::clear);
  }

  @Test
  @DisplayName("[S2] is made of events that cannot be changed after the decision")
  void immutableEvents() {
    Decision decision = Room.ofThree().update(Move.of(ADAS_TAB, "mu", 0.6));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Decisions.write(decision).params().put("mu", 0.5));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(Decisions.conflicts(decision)::clear);
  }

  @Test
  @DisplayName("[S5] starts at 0 with the defaults, but for the values that it was given")
  void start() {
    Session session =
        Session.create(
            new SessionId("new"),
            new Epoch("e1"),
            Model.TRILOGIC,
            Room.START,
            Map.of("omega", 1.2));
    assertThat(session.seq()).isEqualTo(Seq.ORIGIN);
    assertThat(session.params()).isEqualTo(Map.of("mu", 0.569, "omega", 1.2, "kappa", 0.0207));
    assertThat(session.params().keySet()).containsExactly("mu", "omega", "kappa");
    assertThat(session.writes()).isEmpty();
    assertThat(session.members()).isEmpty();
    assertThat(session.clients()).isEmpty();
  }
}
