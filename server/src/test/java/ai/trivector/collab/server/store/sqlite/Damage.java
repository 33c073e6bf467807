package ai.trivector.collab.server.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The file, with a stranger's hands. */
final class Damage {

  private Damage() {}

  static void run(Path dataDir, String sql) throws SQLException {
    change(dataDir.resolve("trivector.db"), sql);
  }

  static void change(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  static long ask(Path dataDir, String sql) throws SQLException {
    try (Connection connection = connect(dataDir);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** A connection that has read, and stays. */
  static AutoCloseable look(Path dataDir) throws SQLException {
    Connection connection = connect(dataDir);
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM session")) {
      result.next();
    }
    return connection;
  }

  private static Connection connect(Path dataDir) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("trivector.db"));
  }
}
