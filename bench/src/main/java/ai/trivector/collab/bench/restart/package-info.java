/**
 * A deployment: the server is stopped and started again under thousands of connected clients.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.restart.RestartSoak}.
 */
@NullMarked
package ai.trivector.collab.bench.restart;

import org.jspecify.annotations.NullMarked;
