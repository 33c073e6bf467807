/** What the client itself is held to. */
@NullMarked
package ai.trivector.collab.bench.client;

import org.jspecify.annotations.NullMarked;
