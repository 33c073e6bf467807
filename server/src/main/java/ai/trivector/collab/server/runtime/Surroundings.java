package ai.trivector.collab.server.runtime;

import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.ConflictRule;
import ai.trivector.collab.session.SessionId;
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
    Consumer<SessionId> closed) {

  ConflictRule conflictRule() {
    return new ConflictRule(settings.conflictWindow());
  }
}
