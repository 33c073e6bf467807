package ai.trivector.collab.server.store.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection with its statements that is given up after any failure and opened anew when it is
 * next needed: the driver finalises a statement that failed, and SQLite may or may not have ended
 * the transaction, so that nothing of it is to be trusted. One thread at a time.
 */
final class Renewable<C extends AutoCloseable> implements AutoCloseable {

  /** Opens a connection and prepares its statements. */
  @FunctionalInterface
  interface Opener<C> {
    C open() throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Renewable.class);

  private final Opener<C> opener;
  private @Nullable C current;

  Renewable(Opener<C> opener) {
    this.opener = opener;
  }

  C get() throws SQLException {
    C open = current;
    if (open == null) {
      open = opener.open();
      current = open;
    }
    return open;
  }

  @Override
  public void close() {
    C open = current;
    current = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (Exception e) {
      LOG.warn("event=connection_close_failed error=\"{}\"", e.toString());
    }
  }
}
