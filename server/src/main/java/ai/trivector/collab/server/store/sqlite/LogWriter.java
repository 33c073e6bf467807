package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.session.Seq;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The statements that change the log, in a transaction from {@link #begin} to {@link #commit}. Each
 * decides by what it finds before it writes, so that one that comes to nothing leaves the
 * transaction as it was. Belongs to the thread of {@link GroupCommit}.
 */
final class LogWriter implements AutoCloseable {

  /** Sixteen pages. */
  private static final int PROBE_BYTES = 64 * 1024;

  private final Connection connection;

  /** Kept as the others are: the driver's own way compiles the two words for each transaction. */
  private final PreparedStatement begin;

  private final PreparedStatement commit;
  private final PreparedStatement createSession;
  private final PreparedStatement walLength;
  private final PreparedStatement copyRest;
  private final PreparedStatement sessionSeq;
  private final PreparedStatement deleteSession;
  private final PreparedStatement deleteUntouchedSession;
  private final PreparedStatement insertProbe;
  private final PreparedStatement deleteOlderProbes;
  private final Journal journal;
  private final PurgeWriter purge;
  private final SnapshotWriter snapshots;

  private LogWriter(Connection connection, LogBound bound, Set<String> unmerged)
      throws SQLException {
    this.connection = connection;
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    walLength = connection.prepareStatement("PRAGMA wal_checkpoint(NOOP)");
    copyRest = connection.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)");
    createSession =
        connection.prepareStatement(
            "INSERT INTO session (id, epoch, seq, written_at) VALUES (?, ?, 0, ?)"
                + " ON CONFLICT (id) DO NOTHING");
    sessionSeq = connection.prepareStatement("SELECT seq FROM session WHERE id = ?");
    deleteSession = connection.prepareStatement("DELETE FROM session WHERE id = ?");
    deleteUntouchedSession =
        connection.prepareStatement("DELETE FROM session WHERE id = ? AND written_at < ?");
    insertProbe = connection.prepareStatement("INSERT INTO probe (body) VALUES (zeroblob(?))");
    deleteOlderProbes =
        connection.prepareStatement("DELETE FROM probe WHERE id < last_insert_rowid()");
    journal = new Journal(connection, unmerged);
    purge = new PurgeWriter(connection);
    snapshots = new SnapshotWriter(connection, bound, purge);
  }

  /**
   * Opens one.
   *
   * @param unmerged to hold the sessions of which something is to be merged; see {@link Journal}
   */
  static LogWriter open(Database database, LogBound bound, Set<String> unmerged)
      throws SQLException {
    Connection connection = database.openToWrite();
    try {
      return new LogWriter(connection, bound, unmerged);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  boolean create(String id, String epoch, long createdAtMillis, String firstState)
      throws SQLException {
    createSession.setString(1, id);
    createSession.setString(2, epoch);
    createSession.setLong(3, createdAtMillis);
    if (createSession.executeUpdate() == 0) {
      return false;
    }
    purge.finish(id);
    snapshots.keepFirst(id, firstState);
    return true;
  }

  /** Appends events, which have been encoded by whoever asked for it. */
  Appended append(String id, long expected, List<EventRun> runs) throws SQLException {
    OptionalLong seq = seqOf(id);
    if (seq.isEmpty()) {
      return new Appended.NoSession();
    }
    if (seq.getAsLong() != expected) {
      return new Appended.Conflict(new Seq(seq.getAsLong()));
    }
    journal.append(id, runs);
    return new Appended.Done();
  }

  /** The number of the newest event; empty where there is no such session. */
  private OptionalLong seqOf(String id) throws SQLException {
    OptionalLong newest = journal.newestOf(id);
    if (newest.isPresent()) {
      return newest;
    }
    sessionSeq.setString(1, id);
    try (ResultSet result = sessionSeq.executeQuery()) {
      return result.next() ? OptionalLong.of(result.getLong(1)) : OptionalLong.empty();
    }
  }

  /** Keeps a state, as {@link SnapshotWriter#keep} does; true where it leaves events to purge. */
  boolean saveSnapshot(String id, String epoch, long seq, String state) throws SQLException {
    // A state is kept, and events are let go of, among what is merged.
    journal.merge(id);
    return snapshots.keep(id, epoch, seq, state);
  }

  boolean delete(String id) throws SQLException {
    deleteSession.setString(1, id);
    return deleteSession.executeUpdate() > 0 && deleteLogOf(id);
  }

  boolean deleteUntouched(String id, long beforeMillis) throws SQLException {
    if (journal.hasSince(id, beforeMillis)) {
      return false;
    }
    deleteUntouchedSession.setString(1, id);
    deleteUntouchedSession.setLong(2, beforeMillis);
    return deleteUntouchedSession.executeUpdate() > 0 && deleteLogOf(id);
  }

  private boolean deleteLogOf(String id) throws SQLException {
    journal.forget(id);
    snapshots.deleteAllOf(id);
    purge.all(id);
    return true;
  }

  /** Deletes some of the events that are to go; false where nothing is left to delete. */
  boolean purgeSlice() throws SQLException {
    return purge.slice();
  }

  /** Whether all that was appended is in its place. */
  boolean isMerged() {
    return journal.isEmpty();
  }

  /** Whether some of what was appended ought to be brought to its place now. */
  boolean isMergeDue() {
    return journal.isMergeDue();
  }

  /** Whether so many events may be appended before some of what was is in its place. */
  boolean hasRoomFor(int events) {
    return journal.hasRoomFor(events);
  }

  /** Whether more of it has to be brought there before anything is appended. */
  boolean isMergeBehind() {
    return journal.isMergeBehind();
  }

  /** Brings some of what was appended to its place. */
  void mergeSlice() throws SQLException {
    journal.mergeSlice();
  }

  /**
   * Writes more than most appends do: it takes pages of its own, and only then gives the last
   * probe's back. On a full disk a smaller one still found room when appends did not.
   */
  boolean probe() throws SQLException {
    insertProbe.setInt(1, PROBE_BYTES);
    insertProbe.executeUpdate();
    deleteOlderProbes.executeUpdate();
    return true;
  }

  void begin() throws SQLException {
    begin.execute();
  }

  void commit() throws SQLException {
    journal.write();
    commit.execute();
    journal.committed();
  }

  /** How much is in the write-ahead log. */
  Checkpointer.Length walLength() throws SQLException {
    try (ResultSet row = walLength.executeQuery()) {
      row.next();
      return new Checkpointer.Length(row.getLong(2), row.getLong(3));
    }
  }

  /** Copies what is still only in the write-ahead log, as far as nobody who reads is in the way. */
  void copyRest() throws SQLException {
    try (ResultSet row = copyRest.executeQuery()) {
      row.next();
    }
  }

  /**
   * Moves all that is in the write-ahead log into the file itself, and empties it; false where
   * somebody who reads keeps it from that.
   */
  boolean checkpoint() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      return row.next() && row.getInt("busy") == 0;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
