package ai.trivector.collab.server.simulation;

import ai.trivector.collab.protocol.ClientMessage;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A write as it reached the server.
 *
 * @param early whether it came before the client was let in, and so waited for that
 */
record Arrival(Link link, long atMillis, boolean early, ClientMessage message) {

  OptionalLong n() {
    return message.n();
  }

  Optional<Long> baseSeq() {
    return switch (message) {
      case ClientMessage.ParamUpdate update -> update.baseSeq().map(seq -> seq.value());
      case ClientMessage.ConflictResolved resolved -> resolved.baseSeq().map(seq -> seq.value());
      default -> Optional.empty();
    };
  }

  boolean isResolution() {
    return message instanceof ClientMessage.ConflictResolved;
  }

  Map<String, Double> params() {
    return switch (message) {
      case ClientMessage.ParamUpdate update -> update.params();
      case ClientMessage.ConflictResolved resolved ->
          Map.of(resolved.resolution().param(), resolved.resolvedValue());
      default -> Map.of();
    };
  }
}
