package ai.trivector.collab.session;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name under which a session is found; part of the link that people share. */
public record SessionId(String value) {

  /** The form of an id that somebody else made up; anything else is no session of ours. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public SessionId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a session id: " + value);
    }
  }

  /** The id that a text from outside names, or empty where it cannot be one. */
  public static Optional<SessionId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new SessionId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
