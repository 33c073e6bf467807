package ai.trivector.collab.bench.micro;

import ai.trivector.collab.session.ConflictRule;
import ai.trivector.collab.session.Decision;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A command and a state give an event, and that the next state. */
@State(Scope.Thread)
public class DecideBenchmark {

  private static final Duration WINDOW = Duration.ofMillis(500);

  /** How many people write in turn, each of whom the session remembers. */
  @Param({"3", "50", "1000"})
  public int writers;

  private final SessionDecider decider = new SessionDecider(new ConflictRule(WINDOW));
  private Writers people = new Writers(1);
  private Session session = begin();
  private int turn;

  @Setup
  public void letEverybodyWrite() {
    people = new Writers(writers);
    session = begin();
    turn = 0;
    for (int i = 0; i < writers; i++) {
      record(new Event.MemberJoined(people.user(i)));
    }
    for (int i = 0; i < writers; i++) {
      decideAndApply();
    }
  }

  private static Session begin() {
    return Session.create(
        new SessionId("micro"), new Epoch("e1"), Model.TRILOGIC, new Writers(1).at(0), Map.of());
  }

  @Benchmark
  public Session decideAndApply() {
    Decision decision = decider.decide(session, people.update(turn, session.seq()));
    if (!(decision instanceof Decision.Decided decided) || decided.events().isEmpty()) {
      throw new IllegalStateException("nothing was written: " + decision);
    }
    record(decided.events().getFirst());
    turn++;
    return session;
  }

  private void record(Event event) {
    session =
        SessionDecider.apply(
            session, new RecordedEvent(session.seq().next(), people.at(turn), event));
  }
}
