/**
 * What an operator may set. {@code Config} is read once from the environment and {@code .env}, and
 * is right or stops the start; nothing else in the server reads the environment.
 */
@NullMarked
package ai.trivector.collab.server.config;

import org.jspecify.annotations.NullMarked;
