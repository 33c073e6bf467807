package ai.trivector.collab.server.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The file, with a stranger's hands. */
final class Damage {

  private static final int PAGE = 4096;

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

  /** As an earlier version kept what is merged, which all has to be: a row for each event. */
  static void aRowEach(Path dataDir) throws SQLException {
    run(
        dataDir,
        """
        CREATE TEMP TABLE one AS SELECT session, seq, at, body FROM recorded;
        DELETE FROM event;
        INSERT INTO event (session, seq, at, body)
          SELECT session, seq, at, body FROM one ORDER BY session, seq;
        """);
  }

  /** Writes zeros over a page, which this asks for the number of. */
  static void losePage(Path dataDir, String sql) throws SQLException, IOException {
    long page = ask(dataDir, sql);
    try (FileChannel file =
        FileChannel.open(dataDir.resolve("trivector.db"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(PAGE), (page - 1) * PAGE);
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
