package ai.trivector.collab.session;

/**
 * The incarnation of a session's log. A log that lost its tail goes on under another epoch, so that
 * a position of the old one is recognised instead of trusted.
 */
public record Epoch(String value) {

  @Override
  public String toString() {
    return value;
  }
}
