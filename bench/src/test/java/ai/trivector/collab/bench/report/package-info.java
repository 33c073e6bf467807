/** What a run leaves behind is read by others. */
@NullMarked
package ai.trivector.collab.bench.report;

import org.jspecify.annotations.NullMarked;
