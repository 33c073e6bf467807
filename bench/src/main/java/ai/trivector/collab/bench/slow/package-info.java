/**
 * Members that stop reading, in rooms that are busy: what they cost the server, and the others.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.slow.SlowSoak}.
 */
@NullMarked
package ai.trivector.collab.bench.slow;

import org.jspecify.annotations.NullMarked;
