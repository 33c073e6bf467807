/**
 * Who somebody is. {@code Tokens} issues and checks signed tokens; {@code Gate} decides on them
 * whether a client may come in.
 */
@NullMarked
package ai.trivector.collab.server.auth;

import org.jspecify.annotations.NullMarked;
