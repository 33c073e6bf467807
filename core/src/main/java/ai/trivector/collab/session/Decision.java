package ai.trivector.collab.session;

import java.util.List;

/** What becomes of a command. */
public sealed interface Decision {

  /**
   * Something happened, or conflicts, or both: of one message, what does not conflict is written.
   */
  record Decided(List<Event> events, List<Conflict> conflicts) implements Decision {}

  /** The command changes nothing: all is as it asks, or it had taken effect before. */
  record Unchanged() implements Decision {}

  /** The command cannot be carried out, and nothing of it was. */
  record Refused(Refusal refusal) implements Decision {}
}
