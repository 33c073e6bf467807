/**
 * Everyday life for a long time: whatever a server keeps of it has to stay as much as it was.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.endurance.EnduranceSoak}.
 */
@NullMarked
package ai.trivector.collab.bench.endurance;

import org.jspecify.annotations.NullMarked;
