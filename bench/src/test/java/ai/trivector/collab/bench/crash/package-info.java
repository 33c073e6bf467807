/** A few rounds of the soak that kills. */
@NullMarked
package ai.trivector.collab.bench.crash;

import org.jspecify.annotations.NullMarked;
