package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a whole log and changes nothing: every page of the file, and every session from its first
 * state to its last event.
 *
 * @param sessions how many there are
 * @param events how many of theirs can be replayed
 * @param findings what is wrong, a line each; none where all is well
 */
public record Inspection(int sessions, long events, List<String> findings) {

  /** Enough to see what it is about; a file that is damaged at all has hundreds. */
  private static final int MAX_PAGE_FINDINGS = 10;

  public boolean isGood() {
    return findings.isEmpty();
  }

  /**
   * Reads the log of this directory, also while a server writes to it.
   *
   * @throws StoreException if there is none
   */
  public static Inspection of(Path dataDir) {
    Path file = SqliteEventStore.existingFileIn(dataDir);
    Optional<DirectoryLock> alone = DirectoryLock.tryAcquire(dataDir);
    try {
      // What a server is writing now is never whole but to who asks SQLite for it.
      return alone.isPresent() ? ofFile(file) : ofOpenFile(file);
    } finally {
      alone.ifPresent(DirectoryLock::close);
    }
  }

  /** Reads a file that nobody writes to. */
  static Inspection ofFile(Path file) {
    try {
      FileCheck.check(file);
    } catch (StoreException e) {
      return new Inspection(0, 0, List.of(String.valueOf(e.getMessage())));
    }
    return ofOpenFile(file);
  }

  private static Inspection ofOpenFile(Path file) {
    List<String> findings = new ArrayList<>();
    int sessions = 0;
    long events = 0;
    try (Connection connection = Database.openFrozen(file)) {
      connection.setAutoCommit(false); // All of it as of one moment.
      Schema.requireKnown(file, connection);
      findings.addAll(pageFindings(connection));
      Salvage salvage = new Salvage(connection);
      for (String id : salvage.sessions()) {
        Salvaged found = salvage.read(new SessionId(id));
        sessions++;
        events += found.events().size();
        if (!found.troubles().isEmpty()) {
          findings.add("session %s: %s".formatted(id, String.join(", ", found.troubles())));
        }
      }
    } catch (SQLException e) {
      findings.add("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
    return new Inspection(sessions, events, List.copyOf(findings));
  }

  private static List<String> pageFindings(Connection connection) {
    List<String> findings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("PRAGMA integrity_check(%d)".formatted(MAX_PAGE_FINDINGS))) {
      while (rows.next()) {
        if (!rows.getString(1).equals("ok")) {
          findings.addAll(rows.getString(1).lines().limit(MAX_PAGE_FINDINGS).toList());
        }
      }
    } catch (SQLException e) {
      findings.add("the check of its pages failed: " + e.getMessage());
    }
    return findings;
  }
}
