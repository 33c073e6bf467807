/** What is held against growth, held to what grows. */
@NullMarked
package ai.trivector.collab.bench.endurance;

import org.jspecify.annotations.NullMarked;
