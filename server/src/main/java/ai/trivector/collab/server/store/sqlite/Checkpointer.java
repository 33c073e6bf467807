package ai.trivector.collab.server.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what is in the write-ahead log into the file, on a thread of its own, while others write
 * and read. What was written meanwhile is little, and is copied by the thread that writes, in the
 * time between two transactions: with that the log begins again at its start.
 */
final class Checkpointer implements AutoCloseable {

  /** So many pages are worth it: 4 MB. Many of them are the same page, which is copied once. */
  static final long WORTH_PAGES = 1000;

  /** So many are little: about as long as waiting for the disk, which is waited for twice. */
  private static final long LITTLE_PAGES = 64;

  /**
   * After so many times there ought to be little left; where more is written, it is to no avail.
   */
  private static final int MAX_PASSES = 2;

  /** How often the log is looked at, in transactions: looking costs a twentieth of one. */
  private static final int LOOK_EVERY = 8;

  /** How long {@link #close} waits for a copying that is under way; the process has 5 s to end. */
  private static final int CLOSE_TIMEOUT_SECONDS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  /**
   * The log's length.
   *
   * @param pages all that are in it
   * @param copied those that are in the file as well
   */
  record Length(long pages, long copied) {}

  private final Renewable<Copying> connection;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("store-checkpointer").daemon().factory());

  private volatile boolean copying;
  private volatile boolean failing;

  /** Belongs to the thread that writes: how often was copied, and the rest is still due. */
  private int passes;

  private int transactions;

  Checkpointer(Database database) {
    connection = new Renewable<>(() -> new Copying(database));
  }

  /** To be called by the thread that writes, whenever it has committed a transaction. */
  void committed(LogWriter log) throws SQLException {
    if (copying || (passes == 0 && ++transactions % LOOK_EVERY != 0)) {
      return;
    }
    Length length = log.walLength();
    long left = length.pages() - length.copied();
    if (passes == 0 ? left >= WORTH_PAGES : left > LITTLE_PAGES && passes < MAX_PASSES) {
      passes++;
      copying = true;
      executor.execute(this::copy);
    } else if (passes > 0) {
      passes = 0;
      if (left <= LITTLE_PAGES) {
        log.copyRest();
      }
    }
  }

  private void copy() {
    try {
      connection.get().copy();
      failing = false;
    } catch (SQLException e) {
      connection.close();
      failed(e);
    } finally {
      copying = false;
    }
  }

  /** Says so, once, until it succeeds again: what is in the write-ahead log is as safe there. */
  void failed(SQLException e) {
    if (!failing) {
      failing = true;
      LOG.warn("event=checkpoint_failed error=\"{}\"", e.toString());
    }
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("event=checkpoint_takes_long");
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    connection.close();
  }

  /** The connection for it, with its statement. */
  private static final class Copying implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement statement;

    Copying(Database database) throws SQLException {
      connection = database.openToWrite();
      statement = connection.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)");
    }

    void copy() throws SQLException {
      try (ResultSet row = statement.executeQuery()) {
        row.next();
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
