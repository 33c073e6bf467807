/**
 * What clients were told, and whether the log bears it out.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.ledger.Ledger}, which notes all that clients
 * are told; {@link ai.trivector.collab.bench.ledger.LogCheck} reads the log past the server, and
 * {@code Replay} judges the one by the other.
 */
@NullMarked
package ai.trivector.collab.bench.ledger;

import org.jspecify.annotations.NullMarked;
