package ai.trivector.collab.protocol;

import java.util.Locale;

/** What an {@code error} message says went wrong with the message that it answers. */
public enum ErrorCode {
  /** Not JSON, not this protocol, or a value of the wrong kind. */
  INVALID_MESSAGE,
  /** JSON of this protocol's form, with a type that it does not have. */
  UNKNOWN_TYPE,
  AUTH_REQUIRED,
  UNKNOWN_PARAM,
  OUT_OF_RANGE,
  RATE_LIMITED,
  FORBIDDEN,
  /** The server cannot do it now; {@code retryAfterMs} says when to ask again. */
  UNAVAILABLE;

  /** The word for it on the wire. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
