package ai.trivector.collab.server.store.sqlite;

import static java.util.Collections.nCopies;

import ai.trivector.collab.protocol.EventRun;
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
import java.util.OptionalLong;
import java.util.Set;

/**
 * The statements that append events to the journal, and that merge them into {@code event}. A part
 * of {@link LogWriter}, and of its transaction.
 *
 * <p>Rows are handed to SQLite as batches of a statement: for the driver each call of a statement
 * by itself is more work than for SQLite the row.
 */
final class Journal {

  /** So many rows are worth merging: several events of each session that is busy. */
  static final int MERGE_AT = 16 * 1024;

  /** And so long a row waits at most, as long as anything is written at all. */
  static final Duration MERGE_AFTER = Duration.ofSeconds(10);

  /**
   * How many sessions, each of them a page or two, and how many rows are merged in one transaction,
   * for which whoever comes meanwhile waits: about a millisecond.
   */
  static final int SLICE_SESSIONS = 16;

  static final int SLICE_ROWS = 128;

  /**
   * Where so much is appended that a merge has to catch up, slices are so many times as large: all
   * wait anyway, and the fewer transactions it takes the sooner it is over.
   */
  private static final int CATCHING_UP = 4;

  /** And so many that are merged are deleted in one, which takes as long. */
  private static final int SLICE_DELETED = 4096;

  /**
   * For each row that is appended while a merge is under way so many are merged, so that it ends
   * however much is appended: the journal has then at most twice as many as where it began.
   */
  private static final int MERGED_PER_APPENDED = 2;

  /** How long the events of a row are in all, if there are several; a full journal is 60 MB. */
  static final int MAX_RUN = 900;

  /**
   * And so long in {@code event}: with this and the name of its session, a row takes one of
   * SQLite's pages of 4096 bytes, and no other one besides.
   */
  static final int MAX_MERGED = 3900;

  /** So many rows become one at most. */
  static final int MAX_JOINED = 16;

  /** Where merging fails, so much is still taken; who reads a busy session looks through it all. */
  static final int MAX_ROWS = 64 * 1024;

  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement deleteOf;

  /** By how many rows it makes one of. */
  private final PreparedStatement[] join = new PreparedStatement[MAX_JOINED + 1];

  private final PreparedStatement advance;

  /** What is to be merged, by session. */
  private final Map<String, UnmergedRows> unmerged = new HashMap<>();

  /** The sessions of {@link #unmerged}, and maybe some more: for who reads, on any thread. */
  private final Set<String> published;

  /** What was merged in the transaction that is under way. */
  private final List<String> merged = new ArrayList<>();

  /** The sessions that are still to be merged, in their order. */
  private final Deque<String> merging = new ArrayDeque<>();

  /** All rows up to this one are merged, and then deleted; 0 while no merge is under way. */
  private long mergedUpTo;

  /** All rows up to this one have been deleted. */
  private long deletedUpTo;

  private long lastId;
  private int rows;
  private long oldestNanos;

  /** How many rows the merge that is under way is behind what was appended meanwhile. */
  private long behind;

  /**
   * Takes up what another process, or a connection that failed, has left.
   *
   * @param published to hold every session of which a row is to be merged, before anybody can know
   *     of the row, and until nobody can miss it
   */
  Journal(Connection connection, Set<String> published) throws SQLException {
    this.published = published;
    insert =
        connection.prepareStatement(
            "INSERT INTO journal (id, session, seq, at, body) VALUES (?, ?, ?, ?, ?)");
    delete = connection.prepareStatement("DELETE FROM journal WHERE id <= ?");
    deleteOf = connection.prepareStatement("DELETE FROM journal WHERE session = ?");
    for (int size = 1; size <= MAX_JOINED; size++) {
      // Where one of them is missing, it is null, which a body must not be.
      String bodies =
          String.join(" || ',' || ", nCopies(size, "(SELECT body FROM journal WHERE id = ?)"));
      join[size] =
          connection.prepareStatement(
              "INSERT INTO event (session, seq, at, body) VALUES (?, ?, ?, %s)".formatted(bodies));
    }
    advance =
        connection.prepareStatement(
            "UPDATE session SET seq = ?, written_at = max(written_at, ?) WHERE id = ?");
    load(connection);
  }

  private void load(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT min(id), max(id), count(*) FROM journal")) {
        row.next();
        deletedUpTo = Math.max(0, row.getLong(1) - 1);
        lastId = row.getLong(2);
        rows = row.getInt(3);
      }
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT j.session, j.id, j.seq, j.at FROM journal j JOIN session s ON s.id = j.session
              WHERE j.seq > s.seq ORDER BY j.id
              """)) {
        while (row.next()) {
          // Each stays a row by itself, so that events keep their numbers where a row is missing.
          rowsOf(row.getString(1)).add(row.getLong(2), row.getLong(3), row.getLong(4), MAX_MERGED);
        }
      }
    }
    published.addAll(unmerged.keySet());
    published.retainAll(unmerged.keySet());
    oldestNanos = System.nanoTime();
  }

  private UnmergedRows rowsOf(String session) {
    return unmerged.computeIfAbsent(session, _ -> new UnmergedRows());
  }

  /** The number of this session's newest event, if that waits to be merged. */
  OptionalLong newestOf(String session) {
    UnmergedRows own = unmerged.get(session);
    return own == null ? OptionalLong.empty() : OptionalLong.of(own.seq());
  }

  /** Whether an event of this session waits to be merged that was written then, or later. */
  boolean hasSince(String session, long atMillis) {
    UnmergedRows own = unmerged.get(session);
    return own != null && own.atMillis() >= atMillis;
  }

  /** Whether so many more may be appended. */
  boolean hasRoomFor(int events) {
    return rows + events <= MAX_ROWS;
  }

  void append(String session, List<EventRun> runs) throws SQLException {
    if (rows == 0) {
      oldestNanos = System.nanoTime();
    }
    UnmergedRows own = unmerged.get(session);
    if (own == null) {
      published.add(session);
      own = rowsOf(session);
    }
    insert.setString(2, session);
    for (EventRun run : runs) {
      long seq = run.newest().value();
      long atMillis = run.at().toEpochMilli();
      insert.setLong(1, ++lastId);
      insert.setLong(3, seq);
      insert.setLong(4, atMillis);
      insert.setString(5, run.text());
      insert.addBatch();
      own.add(lastId, seq, atMillis, run.text().length());
    }
    rows += runs.size();
    behind += (long) MERGED_PER_APPENDED * runs.size();
  }

  /** Carries out what was appended; to be called before the transaction ends. */
  void write() throws SQLException {
    insert.executeLargeBatch();
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** Whether it is time to go on merging. */
  boolean isMergeDue() {
    return isMerging()
        || rows >= MERGE_AT
        || (rows > 0 && System.nanoTime() - oldestNanos >= MERGE_AFTER.toNanos());
  }

  /** Whether the merge that is under way has to catch up, before more is appended. */
  boolean isMergeBehind() {
    return isMerging() && behind > 0;
  }

  private boolean isMerging() {
    return mergedUpTo > 0;
  }

  /** Merges a slice, or deletes one of what is merged. */
  void mergeSlice() throws SQLException {
    write();
    if (!isMerging()) {
      unmerged.keySet().stream().sorted().forEach(merging::add);
      mergedUpTo = lastId;
      oldestNanos = System.nanoTime();
      behind = 0;
    }
    if (merging.isEmpty()) {
      deleteSlice();
      return;
    }
    int size = isMergeBehind() ? CATCHING_UP : 1;
    int maxRows = size * SLICE_ROWS;
    int count = 0;
    for (int i = 0; i < size * SLICE_SESSIONS && count < maxRows && !merging.isEmpty(); i++) {
      count += add(merging.element(), mergedUpTo, maxRows - count);
      if (count < maxRows) {
        merging.remove();
      }
    }
    behind -= count;
    mergeAdded();
  }

  private void deleteSlice() throws SQLException {
    deletedUpTo = Math.min(mergedUpTo, deletedUpTo + SLICE_DELETED);
    delete.setLong(1, deletedUpTo);
    rows -= delete.executeUpdate();
    if (deletedUpTo == mergedUpTo) {
      mergedUpTo = 0;
    }
  }

  /** Merges what there is of one session. */
  void merge(String session) throws SQLException {
    write();
    add(session, lastId, Integer.MAX_VALUE);
    mergeAdded();
  }

  /**
   * Adds some of what there is of one session to what is merged next.
   *
   * @param upTo the last row that may be among it
   * @return how many rows, which is less than {@code max} where that was all
   */
  private int add(String session, long upTo, int max) throws SQLException {
    UnmergedRows own = unmerged.get(session);
    if (own == null) {
      return 0;
    }
    int count = 0;
    long mergedSeq = 0;
    long mergedAtMillis = 0;
    for (int size = own.joinable(upTo, max); size > 0; size = own.joinable(upTo, max - count)) {
      mergedSeq = own.seq(size - 1);
      mergedAtMillis = own.atMillis(size - 1);
      PreparedStatement one = join[size];
      one.setString(1, session);
      one.setLong(2, mergedSeq);
      one.setLong(3, mergedAtMillis);
      for (int i = 0; i < size; i++) {
        one.setLong(4 + i, own.id(i));
      }
      one.addBatch();
      own.removeFirst(size);
      count += size;
    }
    if (count > 0) {
      advance.setLong(1, mergedSeq);
      advance.setLong(2, mergedAtMillis);
      advance.setString(3, session);
      advance.addBatch();
    }
    if (own.isEmpty()) {
      unmerged.remove(session);
      merged.add(session);
    }
    return count;
  }

  private void mergeAdded() throws SQLException {
    for (int size = 1; size <= MAX_JOINED; size++) {
      join[size].executeLargeBatch();
    }
    advance.executeLargeBatch();
  }

  /** Deletes all that there is of a session which is no more. */
  void forget(String session) throws SQLException {
    write();
    unmerged.remove(session);
    merged.add(session);
    if (rows > 0) {
      deleteOf.setString(1, session);
      rows -= deleteOf.executeUpdate();
    }
  }

  /** The transaction is committed: whoever reads from now on finds what was merged in its place. */
  void committed() {
    for (String session : merged) {
      if (!unmerged.containsKey(session)) {
        published.remove(session);
      }
    }
    merged.clear();
  }
}
