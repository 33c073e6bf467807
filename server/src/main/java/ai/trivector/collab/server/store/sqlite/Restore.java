package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.SnapshotCodec;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
      renewEpochs(database, epochs);
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

  /** Gives each session an epoch that no client has heard of, in all places that name it. */
  private static void renewEpochs(Database database, Supplier<Epoch> epochs) throws SQLException {
    try (Connection connection = database.openToWrite()) {
      connection.setAutoCommit(false);
      List<String> ids = new ArrayList<>();
      try (Statement sessions = connection.createStatement();
          ResultSet rows = sessions.executeQuery("SELECT id FROM session")) {
        // Read before any is changed: a row that is written anew may be met a second time.
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
      try (PreparedStatement session =
              connection.prepareStatement("UPDATE session SET epoch = ? WHERE id = ?");
          PreparedStatement states =
              connection.prepareStatement("SELECT state FROM snapshot WHERE session = ?");
          PreparedStatement state =
              connection.prepareStatement(
                  "UPDATE snapshot SET state = ? WHERE session = ? AND seq = ?")) {
        for (String id : ids) {
          Epoch epoch = epochs.get();
          session.setString(1, epoch.value());
          session.setString(2, id);
          session.executeUpdate();
          for (Session kept : statesOf(states, id)) {
            state.setString(1, SnapshotCodec.write(kept.inEpoch(epoch)));
            state.setString(2, id);
            state.setLong(3, kept.seq().value());
            state.executeUpdate();
          }
        }
      }
      connection.commit();
    }
  }

  private static List<Session> statesOf(PreparedStatement states, String id) throws SQLException {
    List<Session> found = new ArrayList<>();
    states.setString(1, id);
    try (ResultSet rows = states.executeQuery()) {
      while (rows.next()) {
        found.add(SnapshotCodec.read(rows.getString(1)));
      }
    }
    return found;
  }
}
