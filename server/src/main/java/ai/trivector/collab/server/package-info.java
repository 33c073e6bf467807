/**
 * The server: {@code Main} turns the environment into a running {@code Server}, and {@code Server}
 * puts the parts together. Nothing else constructs an adapter.
 */
@NullMarked
package ai.trivector.collab.server;

import org.jspecify.annotations.NullMarked;
