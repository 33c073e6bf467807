/** What the server says of itself to its operator. */
@NullMarked
package ai.trivector.collab.server.observe;

import org.jspecify.annotations.NullMarked;
