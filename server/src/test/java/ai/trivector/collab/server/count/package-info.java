/** Tests of what is counted with. */
@NullMarked
package ai.trivector.collab.server.count;

import org.jspecify.annotations.NullMarked;
