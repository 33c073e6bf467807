package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts a backup in the place of a log. Every session goes on under another epoch: a client that had
 * seen more than the backup has is given the state then, instead of a history that never followed
 * from its own.
 */
public final class Restore {

  private Restore() {}

  /**
   * Restores {@code backup} into this directory.
   *
   * @return what the log that was there before is called now; empty where there was none
   * @throws StoreException if a server uses the directory, or the backup is not good; in one line
   */
  public static Optional<Path> run(Path dataDir, Path backup, Supplier<Epoch> epochs, Instant now) {
    if (!Files.isRegularFile(backup)) {
      throw new StoreException("there is no backup %s".formatted(backup));
    }
    Path file = SqliteEventStore.fileIn(dataDir);
    try (DirectoryLock _ = DirectoryLock.acquire(dataDir)) {
      requireGood(backup);
      Path unfinished = Replacement.begin(file);
      Backup.copy(backup, unfinished);
      Database database = new Database(unfinished, Durability.FSYNC);
      Schema.bringUpToDate(database);
      begin(database, epochs, now);
      return Replacement.finish(file, now);
    } catch (IOException | SQLException e) {
      throw new StoreException(
          "%s cannot be restored: %s".formatted(backup, String.valueOf(e.getMessage())), e);
    }
  }

  private static void requireGood(Path backup) {
    Inspection found = Inspection.ofFile(backup);
    if (!found.isGood()) {
      throw new StoreException(
          "the backup %s is not good, and nothing was changed: %s (%d findings)"
              .formatted(backup, found.findings().getFirst(), found.findings().size()));
    }
  }

  private static void begin(Database database, Supplier<Epoch> epochs, Instant now)
      throws SQLException {
    try (Connection connection = database.openToWrite()) {
      connection.setAutoCommit(false);
      NewEpochs.give(connection, epochs);
      untouchedSince(connection, now);
      connection.commit();
    }
  }

  /**
   * What was the newest in the backup counts as touched now, and everything else as much longer ago
   * as it was: a log that was old when it was restored does not expire in front of who restored it.
   */
  private static void untouchedSince(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement touch =
        connection.prepareStatement(
            """
            UPDATE session SET written_at = written_at
              + max(0, ? - (SELECT max(written_at) FROM session))
            """)) {
      touch.setLong(1, now.toEpochMilli());
      touch.executeUpdate();
    }
  }
}
