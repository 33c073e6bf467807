package ai.trivector.collab.bench.overload;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Those who come when it is full, and try again as the protocol says. */
final class Outsiders implements AutoCloseable {

  private final Crowd crowd;

  /** On the crowd's loop only, as all below. */
  private final List<Client> clients = new ArrayList<>();

  private final Map<Integer, Integer> ends = new TreeMap<>();
  private int generation;
  private int attempts;
  private int in;
  private int mostIn;

  private final class Watch implements Witness {
    private boolean letIn;

    @Override
    public void connecting(Client client) {
      attempts++;
    }

    @Override
    public void letIn(Client client, boolean resumed) {
      letIn = true;
      in++;
      mostIn = Math.max(mostIn, in);
    }

    @Override
    public void closed(Client client, int code) {
      if (letIn) {
        letIn = false;
        in--;
      }
      if (client.phase() != Client.Phase.ENDED) {
        ends.merge(code, 1, Integer::sum);
      }
    }

    @Override
    public void violation(Client client, String what) {
      throw new IllegalStateException(what);
    }
  }

  Outsiders(int port, long seed) {
    crowd = new Crowd(port, BackoffRule.PROTOCOL, seed);
  }

  /** So many come within this time, to these sessions. */
  void come(int count, Duration within, List<String> sessions) {
    crowd.execute(() -> {
      generation++;
      for (int i = 0; i < count; i++) {
        Client client =
            crowd.client(
                sessions.get(i % sessions.size()),
                "out-%d-%d".formatted(generation, i),
                new Watch());
        clients.add(client);
        crowd.after(within.multipliedBy(i).dividedBy(count), client::connect);
      }
    });
  }

  void leave() {
    crowd.execute(() -> {
      for (Client client : clients) {
        client.leave();
        crowd.forget(client);
      }
      clients.clear();
    });
  }

  /** How often they tried, how they were sent away, and how many were in at most. */
  Tried tried() {
    return crowd.call(() -> new Tried(attempts, Map.copyOf(ends), mostIn));
  }

  record Tried(int attempts, Map<Integer, Integer> ends, int mostIn) {}

  @Override
  public void close() {
    crowd.close();
  }
}
