package ai.trivector.collab.session;

/** One person, however many tabs they have open. */
public record UserId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
