package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One session's log as the simulation saw it being written, with the state after each event,
 * replayed here from what the protocol says the events mean.
 */
final class History {

  /** The last write of a parameter: W of the protocol's section 5. */
  record Write(RecordedEvent event, Event.ParamsChanged change, User by) {
    long seq() {
      return event.seq().value();
    }

    Instant at() {
      return event.at();
    }
  }

  /** What was so after one event. */
  record Moment(Map<String, Double> params, Map<String, Write> writes, Map<UserId, User> members) {}

  private final List<RecordedEvent> events = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();

  History(Session created) {
    moments.add(new Moment(created.params(), Map.of(), Map.of()));
  }

  long seq() {
    return events.size();
  }

  boolean has(long seq) {
    return seq >= 0 && seq <= events.size();
  }

  RecordedEvent event(long seq) {
    return events.get((int) seq - 1);
  }

  List<RecordedEvent> events() {
    return events;
  }

  Moment after(long seq) {
    return moments.get((int) seq);
  }

  Moment now() {
    return moments.getLast();
  }

  void append(RecordedEvent recorded) {
    Violation.unless(
        recorded.seq().value() == seq() + 1, "the log has #%s after #%s", recorded.seq(), seq());
    Moment before = now();
    Map<String, Double> params = new LinkedHashMap<>(before.params());
    Map<String, Write> writes = new LinkedHashMap<>(before.writes());
    Map<UserId, User> members = new LinkedHashMap<>(before.members());
    switch (recorded.event()) {
      case Event.MemberJoined joined -> members.put(joined.user().id(), joined.user());
      case Event.MemberLeft left -> members.remove(left.user());
      case Event.ParamsChanged change -> {
        UserId author = change.author().user();
        User by = members.getOrDefault(author, new User(author, author.value(), "#808080"));
        change
            .params()
            .forEach((param, value) -> {
              Double current = params.put(param, value);
              // To accept the value that is there is an agreement, not a write: whose it is stays.
              if (change.resolution() == null || current == null || differ(current, value)) {
                writes.put(param, new Write(recorded, change, by));
              }
            });
      }
    }
    events.add(recorded);
    moments.add(new Moment(params, writes, members));
  }

  static boolean differ(double a, double b) {
    return Math.abs(a - b) > 1e-9;
  }
}
