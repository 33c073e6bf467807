package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.ServerMessage.StateReason;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a client at some position comes to where the session is. */
sealed interface CatchUp {

  /**
   * It is sent what it missed, in order; nothing, where it missed nothing.
   *
   * @param read what had to be read from the log
   * @param told what follows that, as it was told to the others
   */
  record Missed(List<RecordedEvent> read, List<Tail.Told> told) implements CatchUp {}

  /** It is sent the state, and forgets its own. */
  record Replace(StateReason reason) implements CatchUp {}

  /**
   * Which way is right for a client at {@code position}.
   *
   * @param earlier events after {@code position} that were read from the log some time ago
   */
  static CatchUp plan(
      Session session,
      Seq position,
      Optional<Epoch> epoch,
      List<RecordedEvent> earlier,
      Tail tail) {
    if (!isOnThisLog(session, position, epoch)) {
      return new Replace(StateReason.RESTORED);
    }
    if (isTooFar(session, position)) {
      return new Replace(StateReason.RESYNC);
    }
    // The log may be ahead of this state; what is not published yet comes as it is.
    List<RecordedEvent> missed = new ArrayList<>(earlier);
    missed.removeIf(event -> event.seq().isAfter(session.seq()));
    Seq reached = missed.isEmpty() ? position : missed.getLast().seq();
    if (!tail.reaches(reached)) {
      return new Replace(StateReason.RESYNC);
    }
    return new Missed(missed, tail.after(reached));
  }

  /** Whether events have to be read from the log before {@link #plan} can do without the state. */
  static boolean needsLog(Session session, Seq position, Optional<Epoch> epoch, Tail tail) {
    return isOnThisLog(session, position, epoch)
        && !isTooFar(session, position)
        && !tail.reaches(position);
  }

  private static boolean isOnThisLog(Session session, Seq position, Optional<Epoch> epoch) {
    return epoch.map(session.epoch()::equals).orElse(true) && !position.isAfter(session.seq());
  }

  private static boolean isTooFar(Session session, Seq position) {
    return session.seq().value() - position.value() > Limits.MAX_MISSED_MESSAGES;
  }
}
