package ai.trivector.collab.session;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Who wrote a parameter last.
 *
 * @param by the person, with the name they had then, since they may have left when it is asked for
 */
public record LastWrite(User by, ClientId client, OptionalLong n, Seq seq, Instant at) {

  /** Whether this came from the same tab as a message numbered {@code other}, but later. */
  boolean supersedes(ClientId otherClient, long other) {
    return client.equals(otherClient) && n.isPresent() && n.getAsLong() > other;
  }
}
