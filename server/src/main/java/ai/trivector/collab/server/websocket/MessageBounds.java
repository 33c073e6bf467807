package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.Limits;
import java.time.Duration;

/**
 * The bounds on one message.
 *
 * @param maxBytes of its payload; also of one frame's, which is refused by what its header
 *     announces, before any of it is kept
 * @param maxFragments the frames that it may be cut into
 * @param timeout from its first byte to its last
 */
public record MessageBounds(int maxBytes, int maxFragments, Duration timeout) {

  public MessageBounds {
    if (maxBytes < 1 || maxFragments < 1 || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "maxBytes, maxFragments and timeout are more than nothing, not %d, %d and %s"
              .formatted(maxBytes, maxFragments, timeout));
    }
  }

  /** Those of the protocol. */
  public static MessageBounds ofProtocol() {
    return new MessageBounds(
        Limits.MAX_MESSAGE_BYTES, Limits.MAX_FRAGMENTS, Limits.MAX_MESSAGE_TIME);
  }
}
