package ai.trivector.collab.server.store;

/** The store cannot serve: the disk is full, the database is away, or the process is stopping. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }
}
