/** What counts wrongly makes every figure wrong. */
@NullMarked
package ai.trivector.collab.bench.load;

import org.jspecify.annotations.NullMarked;
