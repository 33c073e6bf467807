package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.List;

/**
 * Something that waits for its turn in a session. The time is that of its arrival: two people who
 * moved at once did so even where the log was slow.
 */
sealed interface Task {

  Instant at();

  /**
   * A client wants in.
   *
   * @param missed what it missed, as far as that had to be read from the log
   */
  record Join(Instant at, Seat seat, List<RecordedEvent> missed) implements Task {}

  /** The last place of a person was given up. */
  record Leave(Instant at, UserId user) implements Task {}

  /** A client wants to write, under the name that it had when it said so. */
  sealed interface Write extends Task {
    Seat seat();

    /** When the message came in, by the loop's own clock. */
    long receivedNanos();
  }

  /** A client moved parameters. */
  record Update(Instant at, Seat seat, ClientMessage.ParamUpdate message, long receivedNanos)
      implements Write {}

  /** A client chose the outcome of a conflict. */
  record Resolve(Instant at, Seat seat, ClientMessage.ConflictResolved message, long receivedNanos)
      implements Write {}

  /** A client asks for what it missed. */
  record Resync(Instant at, Seat seat, ClientMessage.Resync message, List<RecordedEvent> missed)
      implements Task {}
}
