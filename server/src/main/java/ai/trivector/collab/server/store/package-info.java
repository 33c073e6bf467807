/**
 * The event log as a port. {@link ai.trivector.collab.server.store.EventStore} is what the sessions
 * need of it; the packages below hold the engines, and know nothing of each other.
 */
@NullMarked
package ai.trivector.collab.server.store;

import org.jspecify.annotations.NullMarked;
