package ai.trivector.collab.bench.slow;

import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.ledger.Ledger;
import ai.trivector.collab.bench.ledger.Tally;

/** Those who read all the time, and how long each other's changes take to them. On their loop. */
final class Listeners extends Ledger {

  private LatencyHistogram latencies = new LatencyHistogram();

  Listeners(Tally tally) {
    super(tally, (_, _) -> {});
  }

  /** What was measured since the last time. */
  LatencyHistogram takeLatencies() {
    LatencyHistogram taken = latencies;
    latencies = new LatencyHistogram();
    return taken;
  }

  @Override
  public void latency(Client client, long nanos) {
    latencies.record(nanos);
  }
}
