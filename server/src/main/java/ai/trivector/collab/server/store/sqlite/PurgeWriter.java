package ai.trivector.collab.server.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The statements that delete events. Which ones are to go is noted in the transaction that lets go
 * of them; they go later, a slice a transaction. A part of {@link LogWriter}.
 */
final class PurgeWriter {

  /**
   * How many rows go in one transaction, which others wait for; each may be on a page of its own. A
   * session of 100,000 events that goes at once holds everybody up for half a second and more; this
   * is a millisecond or two.
   */
  static final int SLICE = 64;

  private final PreparedStatement note;
  private final PreparedStatement next;
  private final PreparedStatement deleteSlice;
  private final PreparedStatement done;
  private final PreparedStatement deleteAll;

  PurgeWriter(Connection connection) throws SQLException {
    note =
        connection.prepareStatement(
            "INSERT INTO purge (session, up_to) VALUES (?, ?)"
                + " ON CONFLICT (session) DO UPDATE SET up_to = max(up_to, excluded.up_to)");
    next = connection.prepareStatement("SELECT session, up_to FROM purge LIMIT 1");
    // One bound: of two, SQLite may seek by the wrong one, and read all that is left each time.
    deleteSlice =
        connection.prepareStatement(
            """
            DELETE FROM event WHERE session = ?1 AND seq <=
              (SELECT max(seq) FROM
                (SELECT seq FROM event WHERE session = ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3))
            """);
    done = connection.prepareStatement("DELETE FROM purge WHERE session = ?");
    deleteAll = connection.prepareStatement("DELETE FROM event WHERE session = ?");
  }

  /** The events of the session up to this one are to go. */
  void upTo(String id, long seq) throws SQLException {
    note.setString(1, id);
    note.setLong(2, seq);
    note.executeUpdate();
  }

  /** All events of the session are to go, which is gone itself. */
  void all(String id) throws SQLException {
    upTo(id, Long.MAX_VALUE);
  }

  /** Deletes the next slice; false where nothing is left to delete. */
  boolean slice() throws SQLException {
    String id;
    try (ResultSet row = next.executeQuery()) {
      if (!row.next()) {
        return false;
      }
      id = row.getString(1);
      deleteSlice.setLong(2, row.getLong(2));
    }
    deleteSlice.setString(1, id);
    deleteSlice.setInt(3, SLICE);
    if (deleteSlice.executeUpdate() == 0) {
      forget(id);
    }
    return true;
  }

  /**
   * Deletes at once what is left of a session whose id is taken anew. Ids are random, so that this
   * does not happen to anybody; but if it did, the new session must not begin with the old events.
   */
  void finish(String id) throws SQLException {
    if (forget(id)) {
      deleteAll.setString(1, id);
      deleteAll.executeUpdate();
    }
  }

  private boolean forget(String id) throws SQLException {
    done.setString(1, id);
    return done.executeUpdate() > 0;
  }
}
