/**
 * Servers as processes: start, end, and what the system says of them.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.process.ServerProcess}.
 */
@NullMarked
package ai.trivector.collab.bench.process;

import org.jspecify.annotations.NullMarked;
