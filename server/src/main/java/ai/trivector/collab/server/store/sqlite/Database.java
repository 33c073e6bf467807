package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** The file, and how connections to it are set up. Any thread. */
final class Database {

  /** The most pages that SQLite lets a file have. */
  static final long MAX_PAGES = 0xffff_fffeL;

  /**
   * How long a connection waits for a lock. Ours never hold one that another of ours needs; an
   * operator's shell or backup tool may.
   */
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /** The last pages of some thousand busy sessions stay in memory between their appends. */
  private static final int WRITER_CACHE_KIB = 16 * 1024;

  private static final int READER_CACHE_KIB = 2 * 1024;

  /**
   * After how many pages of write-ahead log the writer moves them into the file itself: 8 MB. It
   * does where {@link Checkpointer} does not come to it.
   */
  static final int CHECKPOINT_PAGES = 2000;

  /** What the write-ahead log is cut to after a reader or a burst has made it longer: 64 MB. */
  private static final int JOURNAL_BYTES = 64 * 1024 * 1024;

  private final Path file;
  private final Durability durability;
  private volatile long maxPages = MAX_PAGES;

  Database(Path file, Durability durability) {
    this.file = file;
    this.durability = durability;
  }

  Path file() {
    return file;
  }

  /** For tests: a bound on the file for connections opened from now on, which fills the disk. */
  void limitPages(long pages) {
    maxPages = pages;
  }

  Connection openToWrite() throws SQLException {
    SQLiteConfig config = config(WRITER_CACHE_KIB);
    config.setSynchronous(
        switch (durability) {
          case FSYNC -> SQLiteConfig.SynchronousMode.FULL;
          case OS -> SQLiteConfig.SynchronousMode.NORMAL;
        });
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
    config.setJournalSizeLimit(JOURNAL_BYTES);
    return open(config, "PRAGMA max_page_count = " + maxPages);
  }

  Connection openToRead() throws SQLException {
    return open(config(READER_CACHE_KIB), "PRAGMA query_only = ON");
  }

  /** Changes nothing, not even where the last process left something to be tidied up. */
  static Connection openFrozen(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static SQLiteConfig config(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    // A negative size is one in KiB instead of pages.
    config.setCacheSize(-cacheKib);
    // The driver would otherwise look for an INSERT in the text of every statement it runs.
    config.setGetGeneratedKeys(false);
    return config;
  }

  private Connection open(SQLiteConfig config, String pragma) throws SQLException {
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute(pragma);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
