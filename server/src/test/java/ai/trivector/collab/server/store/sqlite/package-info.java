/**
 * What holds of the log in SQLite beyond the contract: its files, its threads, and its failures.
 */
@NullMarked
package ai.trivector.collab.server.store.sqlite;

import org.jspecify.annotations.NullMarked;
