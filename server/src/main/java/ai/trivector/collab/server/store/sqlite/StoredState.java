package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.SnapshotCodec;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row of the snapshots, which is not taken at its word: that it can be read, and is what it is
 * kept as, is known only once it has been.
 */
record StoredState(String session, String epoch, long seq, String text) {

  private static final Logger LOG = LoggerFactory.getLogger(StoredState.class);

  /** The state, or empty where it is not to be trusted in a log that ends at {@code end}. */
  Optional<Session> read(Seq end) {
    try {
      Session state = SnapshotCodec.read(text);
      if (state.id().value().equals(session)
          && state.epoch().value().equals(epoch)
          && state.seq().value() == seq
          && !state.seq().isAfter(end)) {
        return Optional.of(state);
      }
      LOG.warn("event=snapshot_ignored session={} seq={} error=mismatch", session, seq);
    } catch (RuntimeException e) {
      LOG.warn(
          "event=snapshot_ignored session={} seq={} error=\"{}\"", session, seq, e.getMessage());
    }
    return Optional.empty();
  }
}
