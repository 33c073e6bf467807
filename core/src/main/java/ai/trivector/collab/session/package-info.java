/**
 * A session as a pure state machine: {@link ai.trivector.collab.session.SessionDecider} turns a
 * command and a state into events, and an event and a state into the next state.
 *
 * <p>Start reading at {@code SessionDecider}, then {@code Session} (the state) and {@code
 * ConflictRule} (whose write wins). Nothing here knows a clock, a random source, a log or the wire:
 * time and ids arrive in the commands.
 */
@NullMarked
package ai.trivector.collab.session;

import org.jspecify.annotations.NullMarked;
