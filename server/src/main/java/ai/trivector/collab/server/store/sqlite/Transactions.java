package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of the one thread that writes, and whether the file can take any. Belongs to the
 * thread of {@link GroupCommit}, but for {@link #damage}.
 */
final class Transactions implements AutoCloseable {

  /** What one transaction does. */
  @FunctionalInterface
  interface Work {
    void on(LogWriter log) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  private final Renewable<LogWriter> connection;
  private final Checkpointer checkpointer;
  private volatile @Nullable StoreException damage;

  Transactions(Renewable<LogWriter> connection, Checkpointer checkpointer) {
    this.connection = connection;
    this.checkpointer = checkpointer;
  }

  /** What can be asked without a transaction. */
  LogWriter log() throws SQLException {
    return connection.get();
  }

  /** All of it is durable, or none of it has happened. */
  void carryOut(Work work) throws SQLException {
    try {
      LogWriter log = connection.get();
      log.begin();
      work.on(log);
      log.commit();
    } catch (Throwable e) {
      connection.close();
      throw e;
    }
  }

  /**
   * To be called after each transaction, once whoever waited for it has been told. What was
   * committed is in the file, whether it is copied into its place or not.
   */
  void copyIfDue() {
    try {
      checkpointer.committed(connection.get());
    } catch (SQLException e) {
      connection.close();
      checkpointer.failed(e);
    }
  }

  /** Notes a failure, if it says that the file is damaged. */
  void note(StoreException failure) {
    if (damage == null && failure.getCause() != null && Fault.isDamage(failure.getCause())) {
      damage = failure;
      LOG.error("event=store_damaged error=\"{}\"", failure.getMessage());
    }
  }

  /** That the file was found to be damaged, which no retry mends; null where it was not. */
  @Nullable StoreException damage() {
    return damage;
  }

  /**
   * Leaves everything in the one file, even if a backup or a shell still has it open; otherwise the
   * end of the last connection would do. If it fails, the next start does it. Returns whether
   * everything is in the file, and the file on the disk.
   */
  boolean checkpoint() {
    checkpointer.close();
    try {
      return connection.get().checkpoint();
    } catch (SQLException e) {
      LOG.warn("event=checkpoint_failed error=\"{}\"", e.toString());
      return false;
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
