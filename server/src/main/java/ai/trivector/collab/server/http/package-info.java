/**
 * What the server answers over plain HTTP: the REST API, health, metrics, and the page. {@code
 * Routes} is the table of it all.
 */
@NullMarked
package ai.trivector.collab.server.http;

import org.jspecify.annotations.NullMarked;
