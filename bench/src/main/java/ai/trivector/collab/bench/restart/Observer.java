package ai.trivector.collab.bench.restart;

import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.ledger.Ledger;
import ai.trivector.collab.bench.ledger.Tally;
import ai.trivector.collab.protocol.CloseCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Notes when connections end and begin, from the moment of the restart on. On its loop only. */
final class Observer extends Ledger {

  final Curve closed = new Curve();
  final Curve attempts = new Curve();
  final Curve letIn = new Curve();
  final Curve live = new Curve();

  /** How many of the open connections ended with which code; those that never were do not count. */
  final Map<Integer, Integer> codes = new HashMap<>();

  private final Set<Client> wereIn = new HashSet<>();
  private int notResumed;
  private boolean running;
  private long startNanos;

  Observer(Tally tally) {
    super(tally, (_, _) -> {});
  }

  /** From here on it counts. */
  void start() {
    running = true;
    startNanos = System.nanoTime();
  }

  /** What comes from here on is no part of it. */
  void stop() {
    running = false;
  }

  /** How many were given a new start instead of going on. */
  int notResumed() {
    return notResumed;
  }

  /** What a client was closed with that had been let in, and how often it was not what is right. */
  int closedOtherwise() {
    return codes.entrySet().stream()
        .filter(entry -> entry.getKey() != CloseCode.RESTARTING.code())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Override
  public void connecting(Client client) {
    if (running) {
      attempts.add(sinceStart());
    }
  }

  @Override
  public void letIn(Client client, boolean resumed) {
    wereIn.add(client);
    if (running) {
      letIn.add(sinceStart());
      if (!resumed) {
        notResumed++;
      }
    }
  }

  @Override
  public void live(Client client) {
    if (running) {
      live.add(sinceStart());
    }
  }

  @Override
  public void closed(Client client, int code) {
    if (running && wereIn.remove(client)) {
      closed.add(sinceStart());
      codes.merge(code, 1, Integer::sum);
    }
  }

  private long sinceStart() {
    return System.nanoTime() - startNanos;
  }
}
