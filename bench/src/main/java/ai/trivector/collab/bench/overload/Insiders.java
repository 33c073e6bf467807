package ai.trivector.collab.bench.overload;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.client.Params;
import ai.trivector.collab.bench.client.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Those who are in: rooms of three, in which each moves a parameter of their own now and then, and
 * how long that takes to the others is counted.
 */
final class Insiders implements AutoCloseable {

  static final int MEMBERS = Params.NAMES.size();

  /** 1.6 times a second, as in sessions of real people. */
  private static final Duration BETWEEN_EDITS = Duration.ofMillis(625);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Crowd crowd;

  /** On the crowd's loop only, as all below. */
  private final List<Client> clients = new ArrayList<>();

  private LatencyHistogram latencies = new LatencyHistogram();
  private int troubles;

  private final class Watch implements Witness {

    @Override
    public void latency(Client client, long nanos) {
      latencies.record(nanos);
    }

    @Override
    public void closed(Client client, int code) {
      troubles++;
    }

    @Override
    public void violation(Client client, String what) {
      troubles++;
    }
  }

  Insiders(int port, List<String> sessions, long seed) {
    crowd = new Crowd(port, BackoffRule.PROTOCOL, seed);
    crowd.execute(() -> {
      for (String session : sessions) {
        for (int param = 0; param < MEMBERS; param++) {
          Client client = crowd.client(session, "in-%s-%d".formatted(session, param), new Watch());
          clients.add(client);
          client.connect();
          edit(client, param);
        }
      }
    });
    long begin = System.nanoTime();
    while (!crowd.call(() -> clients.stream().allMatch(Client::isLive))) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IllegalStateException("the insiders do not come in");
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private void edit(Client client, int param) {
    if (client.isLive()) {
      client.update(param, Params.random(param, client.random()));
    }
    // Not all of them in step.
    long wait = BETWEEN_EDITS.toNanos() / 2 + client.random().nextLong(BETWEEN_EDITS.toNanos());
    crowd.after(Duration.ofNanos(wait), () -> edit(client, param));
  }

  /** What was measured since the last time. */
  LatencyHistogram takeLatencies() {
    return crowd.call(() -> {
      LatencyHistogram taken = latencies;
      latencies = new LatencyHistogram();
      return taken;
    });
  }

  /** Connections that were lost, and what the server said that it must not. */
  int troubles() {
    return crowd.call(() -> troubles);
  }

  @Override
  public void close() {
    crowd.close();
  }
}
