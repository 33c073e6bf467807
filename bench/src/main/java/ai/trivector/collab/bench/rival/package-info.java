/**
 * Broadcasts that are measured beside the product by {@code ./dev bench}, each a process of its
 * own: what a member sends goes to the members of its room as it came, and nothing is kept. Under
 * {@code /all/ROOM} the sender is told too, as in the product; under {@code /others/ROOM} not.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.rival.NettyBroadcast}, which is the floor.
 * Those that need a class path of their own are in {@code bench/rivals}.
 */
@NullMarked
package ai.trivector.collab.bench.rival;

import org.jspecify.annotations.NullMarked;
