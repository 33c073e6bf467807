/**
 * Clients that mean harm, some hundred at once, while regulars go about their work: what each kind
 * is told, what it costs the server, and whether the regulars notice.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.attack.AttackRun}; {@link
 * ai.trivector.collab.bench.attack.Attack} is the list of them.
 */
@NullMarked
package ai.trivector.collab.bench.attack;

import org.jspecify.annotations.NullMarked;
