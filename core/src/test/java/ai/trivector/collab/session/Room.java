package ai.trivector.collab.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A session under test with a clock of its own: commands are decided, and what happens is applied.
 */
final class Room {

  static final Instant START = Instant.parse("2026-01-15T09:30:00Z");
  static final Duration WINDOW = Duration.ofMillis(500);

  private final SessionDecider decider = new SessionDecider(new ConflictRule(WINDOW));
  private Session state =
      Session.create(new SessionId("room"), new Epoch("e1"), Model.TRILOGIC, START, Map.of());
  private Instant now = START;

  /** A room that Ada, Ben and Chi have joined, as events 1 to 3. */
  static Room ofThree() {
    Room room = new Room();
    room.join(People.ADA);
    room.join(People.BEN);
    room.join(People.CHI);
    return room;
  }

  Session state() {
    return state;
  }

  /** Turns the clock, back too. */
  Room after(long millis) {
    now = now.plusMillis(millis);
    return this;
  }

  Decision join(User user) {
    return carryOut(new Command.Join(now, user));
  }

  Decision leave(User user) {
    return carryOut(new Command.Leave(now, user.id()));
  }

  Decision update(Move move) {
    return carryOut(move.asUpdate(now));
  }

  Decision resolve(Resolution.Strategy strategy, Move move) {
    return carryOut(move.asResolution(now, strategy));
  }

  /** Decides a command and applies what it makes happen. */
  private Decision carryOut(Command command) {
    Decision decision = decider.decide(state, command);
    if (decision instanceof Decision.Decided(List<Event> events, var _)) {
      for (Event event : events) {
        state = SessionDecider.apply(state, new RecordedEvent(state.seq().next(), now, event));
      }
    }
    return decision;
  }

  double value(String param) {
    return Objects.requireNonNull(state.params().get(param));
  }

  LastWrite lastWrite(String param) {
    return Objects.requireNonNull(state.writes().get(param));
  }
}
