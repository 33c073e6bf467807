/** What holds of the log's files. */
@NullMarked
package ai.trivector.collab.server.observe;

import org.jspecify.annotations.NullMarked;
