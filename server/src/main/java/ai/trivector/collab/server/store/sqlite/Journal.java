package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements that append events to the journal, and that merge them into the tables by session.
 * A part of {@link LogWriter}, and of its transaction.
 *
 * <p>What waits to be merged is in memory as well, so that merging reads nothing.
 */
final class Journal {

  /** So many rows are worth merging: some events of each session that is busy. */
  static final int MERGE_AT = 2048;

  /** And so long a row waits at most, as long as anything is written at all. */
  static final Duration MERGE_AFTER = Duration.ofSeconds(10);

  /**
   * How many sessions, each of them a page or two, and how many rows are merged in one transaction,
   * for which whoever comes meanwhile waits: some two milliseconds.
   */
  static final int SLICE_SESSIONS = 32;

  static final int SLICE_ROWS = 512;

  /** Where merging fails, so much is still taken; who reads a session looks through all of it. */
  static final int MAX_ROWS = 64 * 1024;

  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement deleteOf;
  private final PreparedStatement insertEvent;
  private final PreparedStatement advance;

  /** By session, what is to be merged. */
  private final Map<String, Unmerged> unmerged = new HashMap<>();

  /** The sessions that are being merged, in their order; nobody's while no merge is under way. */
  private final Deque<String> merging = new ArrayDeque<>();

  /** All rows up to this one are merged when the merge that is under way is done. */
  private long mergedUpTo;

  private long lastId;
  private int rows;
  private long oldestNanos;

  Journal(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO journal (id, session, seq, at, body) VALUES (?, ?, ?, ?, ?)");
    delete = connection.prepareStatement("DELETE FROM journal WHERE id <= ?");
    deleteOf = connection.prepareStatement("DELETE FROM journal WHERE session = ?");
    insertEvent =
        connection.prepareStatement(
            "INSERT INTO event (session, seq, at, body) VALUES (?, ?, ?, ?)");
    advance =
        connection.prepareStatement(
            "UPDATE session SET seq = ?, written_at = max(written_at, ?) WHERE id = ?");
    load(connection);
  }

  /** Takes up what another process, or a connection that failed, has left. */
  private void load(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT max(id), count(*) FROM journal")) {
        row.next();
        lastId = row.getLong(1);
        rows = row.getInt(2);
      }
      try (ResultSet found =
          statement.executeQuery(
              """
              SELECT j.session, j.seq, j.at, j.body FROM journal j JOIN session s ON s.id = j.session
              WHERE j.seq > s.seq ORDER BY j.id
              """)) {
        while (found.next()) {
          keep(
              found.getString(1),
              new LogWriter.Row(found.getLong(2), found.getLong(3), found.getString(4)));
        }
      }
    }
    oldestNanos = System.nanoTime();
  }

  /** The newest event of this session, if it is one that waits to be merged. */
  LogWriter.@Nullable Row newestOf(String session) {
    Unmerged own = unmerged.get(session);
    return own == null ? null : own.events.getLast();
  }

  void append(String session, List<LogWriter.Row> events) throws SQLException {
    if (rows + events.size() > MAX_ROWS) {
      throw new StoreException(
          "%d events wait to be merged, and cannot be; see the log of the server".formatted(rows));
    }
    if (rows == 0) {
      oldestNanos = System.nanoTime();
    }
    insert.setString(2, session);
    for (LogWriter.Row event : events) {
      insert.setLong(1, ++lastId);
      insert.setLong(3, event.seq());
      insert.setLong(4, event.atMillis());
      insert.setString(5, event.body());
      insert.executeUpdate();
      keep(session, event);
    }
    rows += events.size();
  }

  private void keep(String session, LogWriter.Row event) {
    unmerged.computeIfAbsent(session, _ -> new Unmerged()).events.add(event);
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** Whether it is time to go on merging. */
  boolean isMergeDue() {
    return !merging.isEmpty()
        || rows >= MERGE_AT
        || (rows > 0 && System.nanoTime() - oldestNanos >= MERGE_AFTER.toNanos());
  }

  /** Merges a slice; after the last one of a merge, what it merged is deleted here. */
  void mergeSlice() throws SQLException {
    if (merging.isEmpty()) {
      unmerged.keySet().stream().sorted().forEach(merging::add);
      mergedUpTo = lastId;
      oldestNanos = System.nanoTime();
    }
    int sessions = 0;
    int merged = 0;
    while (!merging.isEmpty() && sessions < SLICE_SESSIONS && merged < SLICE_ROWS) {
      sessions++;
      merged += merge(merging.remove());
    }
    if (merging.isEmpty()) {
      delete.setLong(1, mergedUpTo);
      rows -= delete.executeUpdate();
    }
  }

  /** Merges what there is of one session, and says how much that was. */
  int merge(String session) throws SQLException {
    Unmerged own = unmerged.remove(session);
    if (own == null) {
      return 0;
    }
    insertEvent.setString(1, session);
    for (LogWriter.Row event : own.events) {
      insertEvent.setLong(2, event.seq());
      insertEvent.setLong(3, event.atMillis());
      insertEvent.setString(4, event.body());
      insertEvent.executeUpdate();
    }
    LogWriter.Row newest = own.events.getLast();
    advance.setLong(1, newest.seq());
    advance.setLong(2, newest.atMillis());
    advance.setString(3, session);
    advance.executeUpdate();
    return own.events.size();
  }

  /** Deletes all that there is of a session which is no more. */
  void forget(String session) throws SQLException {
    unmerged.remove(session);
    if (rows > 0) {
      deleteOf.setString(1, session);
      rows -= deleteOf.executeUpdate();
    }
  }

  /** The events of one session that wait to be merged, in their order; at least one. */
  private static final class Unmerged {
    private final List<LogWriter.Row> events = new ArrayList<>();
  }
}
