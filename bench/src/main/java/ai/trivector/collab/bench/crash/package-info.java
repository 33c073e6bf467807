/**
 * The server killed at bad moments under load, over and over, and its log held to all that anybody
 * was told.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.crash.CrashSoak}. A {@code Lane} kills and
 * starts one server; its clients live on, and a {@code Workload} keeps them busy.
 */
@NullMarked
package ai.trivector.collab.bench.crash;

import org.jspecify.annotations.NullMarked;
