package ai.trivector.collab.bench.slow;

import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.ledger.Ledger;
import ai.trivector.collab.bench.ledger.Tally;
import java.util.HashMap;
import java.util.Map;

/**
 * Those who stop reading, and the states that they are sent when they go on. On their loop only.
 */
final class Sleepers extends Ledger {

  private static final String LAGGING = "lagging";

  private Map<Client, Integer> states = new HashMap<>();
  private int lost;

  Sleepers(Tally tally) {
    super(tally, (_, _) -> {});
  }

  /** How many states each was sent since the last time because it had not read. */
  Map<Client, Integer> takeStates() {
    Map<Client, Integer> taken = states;
    states = new HashMap<>();
    return taken;
  }

  /** Connections that ended although nobody left. */
  int lost() {
    return lost;
  }

  @Override
  public void told(Client client, long seq, double[] params, String reason) {
    super.told(client, seq, params, reason);
    if (reason.equals(LAGGING)) {
      states.merge(client, 1, Integer::sum);
    }
  }

  @Override
  public void closed(Client client, int code) {
    if (client.phase() != Client.Phase.ENDED) {
      lost++;
    }
  }
}
