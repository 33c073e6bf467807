package ai.trivector.collab.bench.attack;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Change;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.client.Outcome;
import ai.trivector.collab.bench.client.Params;
import ai.trivector.collab.bench.client.Witness;
import ai.trivector.collab.bench.process.Rest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * People who do nothing wrong: each moves a slider of a session of their own ten times a second,
 * and how long an edit takes until its echo is here is counted.
 */
final class Regulars implements AutoCloseable {

  private static final int COUNT = 20;
  private static final Duration BETWEEN_EDITS = Duration.ofMillis(100);
  private static final Duration CONNECTED_AFTER = Duration.ofSeconds(10);
  private static final int OMEGA = Params.NAMES.indexOf("omega");

  private final Crowd crowd;

  /** On the crowd's loop only, as all below. */
  private final List<Client> clients = new ArrayList<>();

  private LatencyHistogram echoes = new LatencyHistogram();
  private int troubles;

  private final class Watch implements Witness {

    @Override
    public void settled(Client client, Change change, Outcome outcome, long seq) {
      if (outcome == Outcome.ECHO) {
        echoes.record(System.nanoTime() - change.sentNanos());
      }
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

  Regulars(int port, Rest rest, long seed) {
    crowd = new Crowd(port, BackoffRule.PROTOCOL, seed);
    for (int i = 0; i < COUNT; i++) {
      String session = rest.createSession();
      String name = "regular-" + i;
      crowd.execute(() -> {
        Client client = crowd.client(session, name, new Watch());
        clients.add(client);
        client.connect();
        edit(client);
      });
    }
    long begin = System.nanoTime();
    while (!crowd.call(() -> clients.stream().allMatch(Client::isLive))) {
      if (System.nanoTime() - begin > CONNECTED_AFTER.toNanos()) {
        throw new IllegalStateException("the regulars could not connect");
      }
      LockSupport.parkNanos(BETWEEN_EDITS.toNanos());
    }
  }

  private void edit(Client client) {
    if (client.isLive()) {
      client.update(OMEGA, Params.random(OMEGA, client.random()));
    }
    crowd.after(BETWEEN_EDITS, () -> edit(client));
  }

  /** What was counted since the last time. */
  LatencyHistogram takeEchoes() {
    return crowd.call(() -> {
      LatencyHistogram taken = echoes;
      echoes = new LatencyHistogram();
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
