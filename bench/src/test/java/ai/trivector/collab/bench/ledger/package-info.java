/** The soaks' own checks, held to logs that are wrong. */
@NullMarked
package ai.trivector.collab.bench.ledger;

import org.jspecify.annotations.NullMarked;
