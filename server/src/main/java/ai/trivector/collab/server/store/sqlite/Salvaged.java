package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one session.
 *
 * @param base the state that its log is replayed from; null where none can be read
 * @param events which follow that state without a gap
 * @param end the number of its last event, if that is known
 * @param troubles what is wrong with it, in a few words each; none where all is well
 */
record Salvaged(
    SessionId id,
    @Nullable Session base,
    List<RecordedEvent> events,
    OptionalLong end,
    List<String> troubles) {

  /** The number of the last event that is kept. */
  long reached() {
    return base == null ? 0 : base.seq().value() + events.size();
  }

  /** One line for the operator. */
  String told() {
    String why = String.join(", ", troubles);
    if (base == null) {
      return "session %s is lost: %s".formatted(id, why);
    }
    String kept = "session %s is kept from %d to %d".formatted(id, base.seq().value(), reached());
    if (end.isPresent() && end.getAsLong() > reached()) {
      kept += ", %d events are lost".formatted(end.getAsLong() - reached());
    }
    return troubles.isEmpty() ? kept : kept + ": " + why;
  }
}
