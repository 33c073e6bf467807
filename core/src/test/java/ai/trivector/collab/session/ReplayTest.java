package ai.trivector.collab.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.protocol.SnapshotCodec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole random lives of sessions; a seed that failed becomes a test of its own. */
@DisplayName("A session's life")
final class ReplayTest {

  private static final SessionDecider DECIDER = new SessionDecider(new ConflictRule(Room.WINDOW));
  private static final int COMMANDS = 400;
  private static final int MAX_RUN = 600;

  /** A command, what became of it, and where the session stood before. */
  private record Step(Session before, Command command, Decision decision) {}

  private record Life(List<Step> steps, List<RecordedEvent> log, List<Session> states) {}

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 100);
  }

  @ParameterizedTest(name = "[U][R][N] follows the rules as the log alone tells them, seed {0}")
  @MethodSource("seeds")
  @DisplayName("[U][R][N] follows the rules as the log alone tells them")
  void followsTheRules(long seed) {
    LogReading reading = new LogReading(Model.TRILOGIC);
    Life life = live(seed);
    for (Step step : life.steps()) {
      for (int i = reading.log().size(); i < step.before().seq().value(); i++) {
        reading.append(life.log().get(i));
      }
      if (step.command() instanceof Command.Write write) {
        assertThat(LogReading.Judgement.of(step.decision()))
            .as("%s at %s", write, step.before().seq())
            .isEqualTo(reading.judge(write));
      }
      assertThat(step.before().params()).isEqualTo(reading.values());
    }
  }

  @ParameterizedTest(name = "[N1] uses no number of a tab twice, seed {0}")
  @MethodSource("seeds")
  @DisplayName("[N1] uses no number of a tab twice")
  void numbersAreUsedOnce(long seed) {
    Set<String> used = new LinkedHashSet<>();
    for (RecordedEvent recorded : live(seed).log()) {
      if (recorded.event() instanceof Event.ParamsChanged changed && changed.n().isPresent()) {
        assertThat(used.add(changed.author().client() + "/" + changed.n().getAsLong()))
            .as("the first use of the number in %s", changed)
            .isTrue();
      }
    }
    assertThat(used).isNotEmpty();
  }

  @ParameterizedTest(name = "[S3] read again from its log is the same, seed {0}")
  @MethodSource("seeds")
  @DisplayName("[S3] read again from its log is the same")
  void replay(long seed) {
    Life life = live(seed);
    assertThat(applied(life.states().getFirst(), life.log())).isEqualTo(life.states().getLast());
  }

  @ParameterizedTest(name = "[S4] goes on from a snapshot at any event, seed {0}")
  @MethodSource("seeds")
  @DisplayName("[S4] goes on from a snapshot at any event")
  void snapshots(long seed) {
    Life life = live(seed);
    for (int seq = 0; seq < life.states().size(); seq += 1 + (int) (seed % 7)) {
      Session state = life.states().get(seq);
      Session restored = SnapshotCodec.read(SnapshotCodec.write(state));
      assertThat(restored).isEqualTo(state);
      assertThat(restored.params().keySet()).containsExactlyElementsOf(state.params().keySet());
      assertThat(restored.members().keySet()).containsExactlyElementsOf(state.members().keySet());
      List<RecordedEvent> tail = life.log().subList(seq, Math.min(seq + 30, life.log().size()));
      assertThat(applied(restored, tail)).isEqualTo(life.states().get(seq + tail.size()));
    }
  }

  /** What is stored comes back as what it was, so the log is read through its codec. */
  private static Session applied(Session from, List<RecordedEvent> log) {
    Session state = from;
    for (EventRun run : EventRun.of(log, MAX_RUN)) {
      for (RecordedEvent stored : run.events()) {
        state = SessionDecider.apply(state, stored);
      }
    }
    return state;
  }

  private static Life live(long seed) {
    RandomCommands commands = new RandomCommands(seed);
    Session state =
        Session.create(
            new SessionId("seed-" + seed), new Epoch("e1"), Model.TRILOGIC, Room.START, Map.of());
    Life life = new Life(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(List.of(state)));
    for (int i = 0; i < COMMANDS; i++) {
      Command command = commands.next(state.seq());
      Decision decision = DECIDER.decide(state, command);
      life.steps().add(new Step(state, command, decision));
      if (decision instanceof Decision.Decided(List<Event> events, var _)) {
        for (Event event : events) {
          RecordedEvent recorded = new RecordedEvent(state.seq().next(), command.at(), event);
          state = SessionDecider.apply(state, recorded);
          life.log().add(recorded);
          life.states().add(state);
        }
      }
    }
    return life;
  }
}
