/**
 * What the server says of itself to its operator: the log, and to Prometheus. For the latter start
 * reading at {@code Scrapes}. Only this package knows Micrometer, and it knows nothing of who
 * counts: the root package says what is read, and under which name.
 */
@NullMarked
package ai.trivector.collab.server.observe;

import org.jspecify.annotations.NullMarked;
