package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.client.LatencyHistogram;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** What a durable commit of one small row takes on this disk: what others do not wait for. */
final class CommitProbe {

  private static final int COMMITS = 500;
  private static final String ROW = "x".repeat(150);
  private static final double NANOS_PER_MILLI = 1e6;

  private final LatencyHistogram times = new LatencyHistogram();

  /**
   * @param dir where the product's log is, too
   */
  CommitProbe(Path dir) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("probe.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("CREATE TABLE probe (body TEXT)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO probe (body) VALUES (?)")) {
        insert.setString(1, ROW);
        for (int i = 0; i < COMMITS; i++) {
          long begin = System.nanoTime();
          insert.executeUpdate();
          connection.commit();
          times.record(System.nanoTime() - begin);
        }
      }
    }
  }

  double millis(double share) {
    return times.quantile(share).toNanos() / NANOS_PER_MILLI;
  }
}
