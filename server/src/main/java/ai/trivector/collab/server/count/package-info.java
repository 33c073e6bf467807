/**
 * What every part of the server counts with: cheap to add to from any thread, and read by nobody
 * but whoever asks. A part keeps its own counts and knows nothing of who reads them.
 */
@NullMarked
package ai.trivector.collab.server.count;

import org.jspecify.annotations.NullMarked;
