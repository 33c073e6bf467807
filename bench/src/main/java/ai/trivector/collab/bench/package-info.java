/**
 * What is done to the packaged server from outside: load, and the end of its process at bad
 * moments.
 *
 * <p>{@code client} is a client of the protocol of which one process runs thousands, and which
 * checks all that it is told; {@code process} starts, kills and measures servers. Nothing here is
 * shipped.
 */
@NullMarked
package ai.trivector.collab.bench;

import org.jspecify.annotations.NullMarked;
