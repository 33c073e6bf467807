package ai.trivector.collab.server.runtime;

import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.ConflictRule;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a running session needs of the world.
 *
 * @param ids makes an id for a client that has none
 * @param closed is told when a session left memory
 */
record Surroundings(
    EventStore store,
    InstantSource clock,
    Supplier<ClientId> ids,
    RuntimeSettings settings,
    RuntimeCounts counts,
    Consumer<SessionId> closed) {

  /**
   * A log that is this far behind takes on nobody new. A commit takes a few milliseconds, also
   * where thousands share it; people notice a delay of some hundred.
   */
  private static final Duration MAX_WRITE_DELAY = Duration.ofMillis(500);

  /** Whether the log is so far behind that it takes on nobody new. */
  static boolean isOverloaded(EventStore store) {
    return store.writeDelay().compareTo(MAX_WRITE_DELAY) > 0;
  }

  ConflictRule conflictRule() {
    return new ConflictRule(settings.conflictWindow());
  }
}
