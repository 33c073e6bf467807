/** The figures, and a small load on live servers. */
@NullMarked
package ai.trivector.collab.bench.sidebyside;

import org.jspecify.annotations.NullMarked;
