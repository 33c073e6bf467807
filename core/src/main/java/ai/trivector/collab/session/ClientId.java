package ai.trivector.collab.session;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One tab of one person, for as long as the tab lives; it outlasts any one connection. */
public record ClientId(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,36}");

  public ClientId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a client id: " + value);
    }
  }

  /** The id that a text from outside names, or empty where it cannot be one. */
  public static Optional<ClientId> parse(@Nullable String text) {
    return text != null && FORM.matcher(text).matches()
        ? Optional.of(new ClientId(text))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
