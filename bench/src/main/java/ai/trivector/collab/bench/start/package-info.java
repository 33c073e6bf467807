/**
 * How long the server takes until it can be used, by collector, log and cache: {@code ./dev
 * start-time}.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.start.StartTime}.
 */
@NullMarked
package ai.trivector.collab.bench.start;

import org.jspecify.annotations.NullMarked;
