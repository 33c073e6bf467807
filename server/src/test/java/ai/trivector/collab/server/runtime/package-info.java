/** What holds of running sessions beyond what the simulation looks at. */
@NullMarked
package ai.trivector.collab.server.runtime;

import org.jspecify.annotations.NullMarked;
