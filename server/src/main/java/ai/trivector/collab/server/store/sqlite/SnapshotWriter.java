package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.session.Seq;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that keep states, and that move the beginning of a log behind one of them. A part
 * of {@link LogWriter}, and of its transaction.
 */
final class SnapshotWriter {

  private final LogBound bound;
  private final PurgeWriter purge;
  private final PreparedStatement insertFirst;
  private final PreparedStatement insert;
  private final PreparedStatement states;
  private final PreparedStatement state;
  private final PreparedStatement delete;
  private final PreparedStatement deleteAll;
  private final PreparedStatement compact;

  SnapshotWriter(Connection connection, LogBound bound, PurgeWriter purge) throws SQLException {
    this.bound = bound;
    this.purge = purge;
    insertFirst =
        connection.prepareStatement("INSERT INTO snapshot (session, seq, state) VALUES (?, 0, ?)");
    insert =
        connection.prepareStatement(
            """
            INSERT INTO snapshot (session, seq, state)
            SELECT id, ?1, ?2 FROM session
            WHERE id = ?3 AND epoch = ?4 AND seq >= ?1
              AND NOT EXISTS (SELECT 1 FROM snapshot WHERE session = ?3 AND seq >= ?1)
            """);
    states = connection.prepareStatement("SELECT seq FROM snapshot WHERE session = ? ORDER BY seq");
    state = connection.prepareStatement("SELECT state FROM snapshot WHERE session = ? AND seq = ?");
    delete = connection.prepareStatement("DELETE FROM snapshot WHERE session = ? AND seq = ?");
    deleteAll = connection.prepareStatement("DELETE FROM snapshot WHERE session = ?");
    compact = connection.prepareStatement("UPDATE session SET compacted = ? WHERE id = ?");
  }

  void keepFirst(String id, String text) throws SQLException {
    insertFirst.setString(1, id);
    insertFirst.setString(2, text);
    insertFirst.executeUpdate();
  }

  /**
   * Keeps the state if its session is still the same one, and no newer state is kept; true where
   * that leaves events to be purged.
   */
  boolean keep(String id, String epoch, long seq, String text) throws SQLException {
    insert.setLong(1, seq);
    insert.setString(2, text);
    insert.setString(3, id);
    insert.setString(4, epoch);
    if (insert.executeUpdate() == 0) {
      return false;
    }
    List<Seq> all = statesOf(id);
    List<Seq> staying = staying(id, epoch, all);
    for (Seq each : all) {
      if (!staying.contains(each)) {
        delete.setString(1, id);
        delete.setLong(2, each.value());
        delete.executeUpdate();
      }
    }
    Seq oldest = staying.getFirst();
    if (oldest.equals(all.getFirst())) {
      return false;
    }
    compact.setLong(1, oldest.value());
    compact.setString(2, id);
    compact.executeUpdate();
    purge.upTo(id, oldest.value());
    return true;
  }

  void deleteAllOf(String id) throws SQLException {
    deleteAll.setString(1, id);
    deleteAll.executeUpdate();
  }

  /** A state that cannot be read must not become the one behind which nothing else stands. */
  private List<Seq> staying(String id, String epoch, List<Seq> all) throws SQLException {
    List<Seq> trusted = new ArrayList<>(all);
    List<Seq> staying = bound.statesThatStay(trusted);
    while (!staying.getFirst().equals(all.getFirst())
        && !isReadable(id, epoch, staying.getFirst(), all.getLast())) {
      trusted.remove(staying.getFirst());
      staying = bound.statesThatStay(trusted);
    }
    return staying;
  }

  private boolean isReadable(String id, String epoch, Seq seq, Seq end) throws SQLException {
    state.setString(1, id);
    state.setLong(2, seq.value());
    try (ResultSet row = state.executeQuery()) {
      return row.next()
          && new StoredState(id, epoch, seq.value(), row.getString(1)).read(end).isPresent();
    }
  }

  private List<Seq> statesOf(String id) throws SQLException {
    List<Seq> found = new ArrayList<>();
    states.setString(1, id);
    try (ResultSet rows = states.executeQuery()) {
      while (rows.next()) {
        found.add(new Seq(rows.getLong(1)));
      }
    }
    return found;
  }
}
