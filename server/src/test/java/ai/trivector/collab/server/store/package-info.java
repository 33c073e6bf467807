/**
 * What every event log has to hold ({@link ai.trivector.collab.server.store.EventStoreContract}),
 * and the one in memory, which tests of the runtime and the simulation use.
 */
@NullMarked
package ai.trivector.collab.server.store;

import org.jspecify.annotations.NullMarked;
