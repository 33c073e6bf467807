/** A few rounds of the soak that kills, and its own checks held to logs that are wrong. */
@NullMarked
package ai.trivector.collab.bench.crash;

import org.jspecify.annotations.NullMarked;
