package ai.trivector.collab.server.runtime;

import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest events of a running session, so that a connection that blinked is caught up without
 * asking the log. On the session's loop only.
 */
final class Tail {

  /** A tab that blinks misses a handful; the log has the rest. */
  static final int MAX_EVENTS = 256;

  private final Deque<RecordedEvent> events = new ArrayDeque<>();

  /** The last event that is too old to be here. */
  private Seq before;

  Tail(Seq before) {
    this.before = before;
  }

  void add(RecordedEvent event) {
    events.addLast(event);
    if (events.size() > MAX_EVENTS) {
      before = events.removeFirst().seq();
    }
  }

  /** Whether every event after {@code position} is here. */
  boolean reaches(Seq position) {
    return !before.isAfter(position);
  }

  List<RecordedEvent> after(Seq position) {
    List<RecordedEvent> later = new ArrayList<>();
    for (RecordedEvent event : events) {
      if (event.seq().isAfter(position)) {
        later.add(event);
      }
    }
    return later;
  }
}
