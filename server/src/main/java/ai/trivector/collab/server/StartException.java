package ai.trivector.collab.server;

/** The server could not be started, for a reason that the operator can mend. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
