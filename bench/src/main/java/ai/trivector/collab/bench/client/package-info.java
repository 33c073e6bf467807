/**
 * A client of the protocol that costs little: one event loop runs thousands of them.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.client.Client}, which is one tab for all of
 * its connections, and {@link ai.trivector.collab.bench.client.Crowd}, which runs many. A {@link
 * ai.trivector.collab.bench.client.Witness} is told what each of them sees. Nothing is taken over
 * from the product but its names for things, so that a mistake there is not made here again.
 */
@NullMarked
package ai.trivector.collab.bench.client;

import org.jspecify.annotations.NullMarked;
