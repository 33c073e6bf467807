package ai.trivector.collab.server.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client's copy of the session, after the client kit's own replica: what the server has
 * confirmed, and what was done here that it has not.
 */
final class Replica {

  /** A finished change that has not been sent; {@code strategy} where it answers a conflict. */
  record Change(double value, long baseSeq, @Nullable String strategy) {}

  /** A message without an outcome, and what of it is still undecided. */
  record InFlight(
      long n,
      long baseSeq,
      @Nullable String strategy,
      Map<String, Double> sent,
      Map<String, Double> undecided) {}

  /** A question that has not been answered. */
  record Open(double yours, double theirs, long theirSeq) {}

  final Map<String, Double> confirmed = new LinkedHashMap<>();
  final Map<String, Change> unsent = new LinkedHashMap<>();
  final TreeMap<Long, InFlight> inFlight = new TreeMap<>();
  final Map<String, Open> conflicts = new LinkedHashMap<>();
  long seq;
  long nextN = 1;
  private final int maxInFlight;

  Replica(int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  void commit(String param, double value, long baseSeq) {
    Open conflict = conflicts.get(param);
    if (conflict != null) {
      conflicts.put(param, new Open(value, conflict.theirs(), conflict.theirSeq()));
    } else {
      unsent.put(param, new Change(value, baseSeq, null));
    }
  }

  void resolve(String param, String strategy) {
    Open conflict = conflicts.remove(param);
    if (conflict != null) {
      double value =
          switch (strategy) {
            case "yours" -> conflict.yours();
            case "theirs" -> conflict.theirs();
            default -> (conflict.yours() + conflict.theirs()) / 2;
          };
      unsent.put(param, new Change(value, conflict.theirSeq(), strategy));
    }
  }

  /** Makes messages of what is unsent: what has one base goes together, an answer alone. */
  List<InFlight> takeUnsent() {
    List<InFlight> messages = new ArrayList<>();
    while (!unsent.isEmpty() && inFlight.size() < maxInFlight) {
      Map.Entry<String, Change> oldest = List.copyOf(unsent.entrySet()).getFirst();
      Change first = oldest.getValue();
      unsent.remove(oldest.getKey());
      Map<String, Double> group = new LinkedHashMap<>(Map.of(oldest.getKey(), first.value()));
      for (Map.Entry<String, Change> entry : List.copyOf(unsent.entrySet())) {
        Change change = entry.getValue();
        boolean together =
            first.strategy() == null
                && change.strategy() == null
                && change.baseSeq() == first.baseSeq();
        if (together) {
          group.put(entry.getKey(), change.value());
          unsent.remove(entry.getKey());
        }
      }
      InFlight message =
          new InFlight(nextN++, first.baseSeq(), first.strategy(), group, new HashMap<>(group));
      inFlight.put(message.n(), message);
      messages.add(message);
    }
    return messages;
  }

  void adopt(Map<String, Double> params, long at) {
    confirmed.putAll(params);
    seq = at;
    params.forEach((param, value) -> {
      Open conflict = conflicts.get(param);
      if (conflict != null) {
        if (same(conflict.yours(), value)) {
          conflicts.remove(param);
        } else {
          conflicts.put(param, new Open(conflict.yours(), value, at));
        }
      }
    });
  }

  /** The server knows us under another name, and so none of our messages by its number. */
  void forgetNumbers() {
    for (InFlight message : List.copyOf(inFlight.descendingMap().values())) {
      inFlight.remove(message.n());
      message.undecided().forEach((param, value) -> requeue(message, param, value));
    }
  }

  void broadcast(Map<String, Double> params, long at, boolean ownTab, long n) {
    seq = at;
    confirmed.putAll(params);
    params.forEach((param, value) -> showInConflict(param, value, ownTab));
    InFlight message = ownTab ? inFlight.remove(n) : null;
    if (message != null) {
      message
          .undecided()
          .forEach((param, value) -> {
            if (!params.containsKey(param) && !isConfirmed(param, value)) {
              requeue(message, param, value);
            }
          });
    }
  }

  private void showInConflict(String param, double value, boolean ownTab) {
    Open conflict = conflicts.get(param);
    if (conflict == null) {
      return;
    }
    if (same(conflict.yours(), value)) {
      conflicts.remove(param);
    } else if (ownTab) {
      conflicts.remove(param);
      unsent.put(param, new Change(conflict.yours(), seq, null));
    } else {
      conflicts.put(param, new Open(conflict.yours(), value, seq));
    }
  }

  void conflict(long n, String param, double theirs, long theirSeq) {
    InFlight message = inFlight.get(n);
    if (message == null || !message.undecided().containsKey(param)) {
      return;
    }
    double yours = message.sent().getOrDefault(param, theirs);
    decide(message, param);
    Change waiting = unsent.remove(param);
    conflicts.put(param, new Open(waiting == null ? yours : waiting.value(), theirs, theirSeq));
    for (String other : List.copyOf(message.undecided().keySet())) {
      if (isConfirmed(other, message.sent().getOrDefault(other, Double.NaN))) {
        decide(message, other);
      }
    }
  }

  private void decide(InFlight message, String param) {
    message.undecided().remove(param);
    if (message.undecided().isEmpty()) {
      inFlight.remove(message.n());
    }
  }

  /** An outcome that leaves nothing to do: an ack, or an error. */
  void settle(long n) {
    inFlight.remove(n);
  }

  private void requeue(InFlight message, String param, double value) {
    boolean pointless =
        unsent.containsKey(param)
            || conflicts.containsKey(param)
            || inFlight.tailMap(message.n(), false).values().stream()
                .anyMatch(newer -> newer.undecided().containsKey(param));
    if (!pointless) {
      unsent.put(param, new Change(value, message.baseSeq(), message.strategy()));
    }
  }

  private boolean isConfirmed(String param, double value) {
    Double current = confirmed.get(param);
    return current != null && same(current, value);
  }

  private static boolean same(double a, double b) {
    return !History.differ(a, b);
  }
}
