package ai.trivector.collab.bench.crash;

import ai.trivector.collab.bench.client.Clash;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.Params;
import ai.trivector.collab.bench.ledger.Ledger;
import ai.trivector.collab.bench.ledger.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the clients of a lane do, all the time, whether there is a server or not. On their loop
 * only.
 *
 * <p>One session is hot: its members each have a parameter of their own, and make events fast
 * enough for a snapshot every second. The others are people who also move each other's.
 */
final class Workload {

  private static final int HOT_MEMBERS = 3;
  private static final Duration HOT_PAUSE = Duration.ofMillis(4);
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final List<String> STRATEGIES = List.of("yours", "theirs", "average");

  private final Crowd crowd;
  private final Tally tally;
  private final List<Client> clients = new ArrayList<>();
  private boolean over;

  Workload(Crowd crowd, Tally tally) {
    this.crowd = crowd;
    this.tally = tally;
  }

  List<Client> clients() {
    return clients;
  }

  /** Those who move one parameter each, as fast as they can. */
  void fillHot(String session, Ledger ledger) {
    for (int i = 0; i < HOT_MEMBERS; i++) {
      join(session, "hot-" + i, ledger, i, HOT_PAUSE);
    }
  }

  void fill(String session, int members, Ledger ledger) {
    for (int i = 0; i < members; i++) {
      join(session, session + "-" + i, ledger, -1, PAUSE);
    }
  }

  private void join(String session, String id, Ledger ledger, int own, Duration pause) {
    Client client = crowd.client(session, id, ledger);
    clients.add(client);
    if (client.random().nextBoolean()) {
      client.eager();
      client.blind();
    }
    client.connect();
    next(client, own, pause);
  }

  /** Nobody begins anything more; what is open goes on until it has its outcome. */
  void stop() {
    over = true;
  }

  /** Somebody who was told of a conflict answers it, at times. */
  void asked(Client client, Clash clash) {
    RandomGenerator random = client.random();
    if (!over && random.nextInt(3) == 0) {
      String strategy = STRATEGIES.get(random.nextInt(STRATEGIES.size()));
      double value =
          strategy.equals("theirs") ? clash.theirs() : Params.random(clash.param(), random);
      client.resolve(clash.param(), value, clash.theirSeq(), strategy);
    }
  }

  private void next(Client client, int own, Duration pause) {
    // Exponential, as what many people do independently of one another is.
    double nanos = -Math.log(1 - client.random().nextDouble()) * pause.toNanos();
    crowd.after(
        Duration.ofNanos((long) nanos),
        () -> {
          if (!over) {
            act(client, own);
            next(client, own, pause);
          }
        });
  }

  private void act(Client client, int own) {
    RandomGenerator random = client.random();
    int param = own >= 0 ? own : random.nextInt(Params.NAMES.size());
    switch (random.nextInt(own >= 0 ? 400 : 40)) {
      case 0 -> {
        if (client.isLive()) {
          tally.drops++;
          client.drop();
        }
      }
      case 1, 2, 3 -> client.presence(random.nextDouble(), random.nextDouble());
      case 4, 5, 6, 7 -> {
        if (own < 0) {
          updateSeveral(client, random);
        }
      }
      // What is there already: nothing to do, and acknowledged.
      case 8 -> {
        if (client.isLive()) {
          client.update(param, client.param(param));
        }
      }
      default -> client.update(param, Params.random(param, random));
    }
  }

  private static void updateSeveral(Client client, RandomGenerator random) {
    double[] values = new double[Params.NAMES.size()];
    int left = random.nextInt(values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = i == left ? Double.NaN : Params.random(i, random);
    }
    client.update(values);
  }
}
