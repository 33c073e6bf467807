package ai.trivector.collab.bench.ledger;

import ai.trivector.collab.bench.client.Change;
import ai.trivector.collab.bench.client.Clash;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Incoming;
import ai.trivector.collab.bench.client.Outcome;
import ai.trivector.collab.bench.client.Params;
import ai.trivector.collab.bench.client.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * All that clients were told and that was not checked yet. On their loop only. It leaves to those
 * who extend it what is told of connections.
 */
public class Ledger implements Witness {

  /** What was told of one session. */
  public record Told(Map<Long, Long> digests, List<Claim> claims) {
    Told() {
      this(new HashMap<>(), new ArrayList<>());
    }
  }

  private final Tally tally;
  private final BiConsumer<Client, Clash> asked;
  private Map<String, Told> told = new HashMap<>();

  /**
   * @param asked is told of each conflict, too
   */
  public Ledger(Tally tally, BiConsumer<Client, Clash> asked) {
    this.tally = tally;
    this.asked = asked;
  }

  /**
   * What these clients were told since the last time, and how far all those of a session have come:
   * what they are told later is about that or what follows.
   */
  public record Heard(Map<String, Told> told, Map<String, Long> horizons) {}

  /**
   * Hands over what was told since the last time to these clients, which are all that there are.
   */
  public Heard take(List<Client> clients) {
    Map<String, Long> horizons = new HashMap<>();
    clients.forEach(client -> horizons.merge(client.session(), client.seq(), Math::min));
    return new Heard(take(), horizons);
  }

  private Map<String, Told> take() {
    Map<String, Told> taken = told;
    told = new HashMap<>();
    return taken;
  }

  @Override
  public void sequenced(Client client, Incoming message) {
    tally.received++;
    Long before = about(client).digests().putIfAbsent(message.seq(), message.digest());
    if (before != null && before != message.digest()) {
      violation(client, "others were told something else than " + message);
    }
  }

  @Override
  public void told(Client client, long seq, double[] params, String reason) {
    about(client).claims().add(new Claim.State(seq, client.id(), listOf(params)));
  }

  @Override
  public void sent(Client client, Change change) {
    if (change.resent()) {
      tally.resent++;
    } else {
      tally.sent++;
    }
  }

  @Override
  public void conflict(Client client, Change change, Clash clash) {
    tally.conflicts++;
    about(client).claims().add(new Claim.Conflict(client.id(), clash));
    asked.accept(client, clash);
  }

  @Override
  public void settled(Client client, Change change, Outcome outcome, long seq) {
    switch (outcome) {
      case ECHO -> echo(client, change);
      case ACK -> {
        tally.acks++;
        double[] values = new double[Params.NAMES.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = change.value(i);
        }
        about(client)
            .claims()
            .add(new Claim.Acknowledged(seq, client.id(), change.n(), listOf(values)));
      }
      case CONFLICT -> {}
      case ERROR -> tally.errors++;
    }
  }

  @Override
  public void duplicate(Client client, long n, long seq) {
    about(client).claims().add(new Claim.Duplicate(seq, client.id(), n));
  }

  private void echo(Client client, Change change) {
    tally.echoes++;
    int only = change.only();
    if (only >= 0 && client.param(only) != change.value(only)) {
      violation(client, "the echo of %d is not what it sent".formatted(change.n()));
    }
  }

  @Override
  public void violation(Client client, String what) {
    tally.violation("%s: %s".formatted(client, what));
  }

  private static List<Double> listOf(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private Told about(Client client) {
    return told.computeIfAbsent(client.session(), _ -> new Told());
  }
}
