/**
 * Who is here right now, and what they are doing with their hands: ephemeral, never in the log.
 *
 * <p>Start reading at {@code Roster}. A person is in the session as long as one of their tabs has a
 * place in the roster; the log's own list of members follows from it, not the other way round.
 */
@NullMarked
package ai.trivector.collab.presence;

import org.jspecify.annotations.NullMarked;
