package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables, as numbered scripts. The file remembers in its {@code user_version} how many of them
 * it has had. A script that was released is never changed; the next one follows it.
 */
final class Schema {

  private static final List<String> SCRIPTS =
      List.of(
          "0001-sessions.sql",
          "0002-retention.sql",
          "0003-journal.sql",
          "0004-runs.sql",
          "0005-in-the-order-of-merging.sql");

  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  private Schema() {}

  /** Brings the file to this version, and refuses one that a later version has made. */
  static void bringUpToDate(Database database) throws SQLException {
    try (Connection connection = database.openToWrite();
        Statement statement = connection.createStatement()) {
      int version = knownVersion(database.file(), statement);
      if (version > 0 && version < SCRIPTS.size()) {
        LOG.info(
            "event=schema_upgrade file={} from={} to={} note=\"a large log takes a while\"",
            database.file(),
            version,
            SCRIPTS.size());
      }
      for (int next = version + 1; next <= SCRIPTS.size(); next++) {
        // All or nothing: the version is part of the transaction, and a connection that is closed
        // without its COMMIT has done nothing.
        statement.executeUpdate(
            "BEGIN IMMEDIATE; %s; PRAGMA user_version = %d; COMMIT"
                .formatted(script(SCRIPTS.get(next - 1)), next));
      }
    }
  }

  /** Refuses a file that is no log of ours, or that a later version has made. */
  static void requireKnown(Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (knownVersion(file, statement) == 0) {
        throw new StoreException("%s is a database of something else".formatted(file));
      }
    }
  }

  private static int knownVersion(Path file, Statement statement) throws SQLException {
    int version = version(statement);
    if (version > SCRIPTS.size()) {
      throw new StoreException(
          "%s was written by a newer version of this server (schema %d, this one knows %d): start that version, or restore a backup"
              .formatted(file, version, SCRIPTS.size()));
    }
    return version;
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      result.next();
      return result.getInt(1);
    }
  }

  private static String script(String name) {
    try (InputStream resource = Schema.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("this build lacks the script " + name);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
