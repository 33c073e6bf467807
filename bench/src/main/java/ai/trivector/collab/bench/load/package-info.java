/**
 * Load that costs less than what it measures: one thread, thousands of connections, and of a
 * message that came only the few bytes are looked at that say whose it is and which.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.load.Load}, which is all connections to one
 * server and what was measured on them; {@link ai.trivector.collab.bench.load.Dialect} is what
 * servers differ in. Clients that check all that they are told are in {@code client}.
 */
@NullMarked
package ai.trivector.collab.bench.load;

import org.jspecify.annotations.NullMarked;
