/**
 * The product beside what people would use instead, in one run: {@code ./dev bench}.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.sidebyside.SideBySide}. What is measured is
 * in {@link ai.trivector.collab.bench.sidebyside.Case}, who is in {@link
 * ai.trivector.collab.bench.sidebyside.Contender}, what is demanded of the product in {@link
 * ai.trivector.collab.bench.sidebyside.Bars}.
 */
@NullMarked
package ai.trivector.collab.bench.sidebyside;

import org.jspecify.annotations.NullMarked;
