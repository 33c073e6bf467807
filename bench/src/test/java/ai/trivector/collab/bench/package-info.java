/** Short runs of what {@code ./dev soak} runs for long, against the packaged server. */
@NullMarked
package ai.trivector.collab.bench;

import org.jspecify.annotations.NullMarked;
