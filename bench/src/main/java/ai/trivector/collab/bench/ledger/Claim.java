package ai.trivector.collab.bench.ledger;

import ai.trivector.collab.bench.client.Clash;
import java.util.List;

/** Something that a client was told, and that the log has to bear out. */
public sealed interface Claim {

  /** Where the session is said to have been: the log has to have come so far. */
  long seq();

  /** The whole state at {@code seq}. */
  record State(long seq, String client, List<Double> params) implements Claim {}

  /** The change changes nothing at {@code seq}, or had taken effect before. */
  record Acknowledged(long seq, String client, long n, List<Double> values) implements Claim {}

  /** The change was sent again, although its echo was on its way. */
  record Duplicate(long seq, String client, long n) implements Claim {}

  /** Somebody else's write stood in the way. */
  record Conflict(String client, Clash clash) implements Claim {
    @Override
    public long seq() {
      return clash.seq();
    }
  }
}
