/**
 * More people than a server has room for: what they are told, and what those notice who are in.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.overload.OverloadSoak}.
 */
@NullMarked
package ai.trivector.collab.bench.overload;

import org.jspecify.annotations.NullMarked;
