package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Copies a log, also while a server writes to it: all that was committed when it began, and nothing
 * of what came later. The copy is one compact file.
 */
public final class Backup {

  private Backup() {}

  /**
   * Leaves a copy of this directory's log at {@code target}, or nothing there at all.
   *
   * @throws StoreException if that is there already, or cannot be made; in one line
   */
  public static void take(Path dataDir, Path target) {
    Path file = SqliteEventStore.existingFileIn(dataDir);
    requireNothingAt(target);
    // With no server there the files are as the last one left them: to be looked at first.
    Optional<DirectoryLock> alone = DirectoryLock.tryAcquire(dataDir);
    try {
      if (alone.isPresent()) {
        Replacement.resume(file);
        FileCheck.check(file);
      }
      copyThenRename(file, target);
    } catch (IOException | SQLException e) {
      throw new StoreException(
          "the backup %s cannot be made: %s".formatted(target, Fault.told(e)), e);
    } finally {
      alone.ifPresent(DirectoryLock::close);
    }
  }

  private static void copyThenRename(Path file, Path target) throws IOException, SQLException {
    Path directory = Replacement.directoryOf(target);
    // For the eyes of the owner alone, as what is in it.
    Path unfinished = Files.createTempFile(directory, target.getFileName() + ".", ".unfinished");
    try {
      copy(file, unfinished);
      requireIntact(unfinished);
      Replacement.force(unfinished);
      requireNothingAt(target);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      Replacement.force(directory);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Copies a database with its write-ahead log into a file of its own, which is empty or none. */
  static void copy(Path from, Path to) throws SQLException {
    try (Connection source = Database.openFrozen(from);
        PreparedStatement copy = source.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, to.toString());
      copy.execute();
    }
  }

  private static void requireIntact(Path copy) throws SQLException {
    try (Connection connection = Database.openFrozen(copy);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA integrity_check(1)")) {
      result.next();
      if (!result.getString(1).equals("ok")) {
        throw new StoreException("the copy is damaged: " + result.getString(1));
      }
    }
  }

  private static void requireNothingAt(Path target) {
    if (Files.exists(target)) {
      throw new StoreException(
          "%s is there already: no backup is written over another".formatted(target));
    }
  }
}
