package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.SnapshotCodec;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gives each session an epoch that no client has heard of, in all places that name it: so a client
 * that had seen more than the log has is given the state, instead of a history that never followed
 * from its own.
 */
final class NewEpochs {

  private NewEpochs() {}

  /** In a transaction that is the caller's to commit. */
  static void give(Connection connection, Supplier<Epoch> epochs) throws SQLException {
    try (PreparedStatement session =
            connection.prepareStatement("UPDATE session SET epoch = ? WHERE id = ?");
        PreparedStatement states =
            connection.prepareStatement("SELECT state FROM snapshot WHERE session = ?");
        PreparedStatement state =
            connection.prepareStatement(
                "UPDATE snapshot SET state = ? WHERE session = ? AND seq = ?")) {
      for (String id : sessionsOf(connection)) {
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
  }

  /** Read before any is changed: a row that is written anew may be met a second time. */
  private static List<String> sessionsOf(Connection connection) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Statement sessions = connection.createStatement();
        ResultSet rows = sessions.executeQuery("SELECT id FROM session")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
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
