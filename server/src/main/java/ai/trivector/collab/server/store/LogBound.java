package ai.trivector.collab.server.store;

import ai.trivector.collab.session.Seq;
import java.util.List;

/**
 * How much of a session's log is kept, and which of its states: the rule by which every engine
 * compacts when a newer state is kept.
 *
 * <p>Three states stay: the oldest, behind which the whole log is kept; the newest, from which a
 * session is opened; and one between them, the candidate. Once half of the bound lies behind the
 * candidate, it becomes the oldest, and the events up to it go. So half of the bound goes at once,
 * and rarely; half of it always stays; and what stays can be replayed from two states at least,
 * should the newest one not be readable.
 *
 * @param maxEvents how many events stay, give or take those between two snapshots; 0 for all
 */
public record LogBound(int maxEvents) {

  /** Keeps every event for as long as there is its session. */
  public static final LogBound NONE = new LogBound(0);

  public LogBound {
    if (maxEvents < 0) {
      throw new IllegalArgumentException("a log has no fewer than 0 events: " + maxEvents);
    }
  }

  /**
   * The states that stay, in order; the events up to the first of them go.
   *
   * @param states all that are kept, in order; the last is the one that was just added
   */
  public List<Seq> statesThatStay(List<Seq> states) {
    if (states.size() < 3) {
      return List.copyOf(states);
    }
    Seq oldest = states.getFirst();
    Seq newest = states.getLast();
    if (maxEvents == 0) {
      return List.of(oldest, newest);
    }
    Seq candidate = states.get(1);
    return newest.value() - candidate.value() < half()
        ? List.of(oldest, candidate, newest)
        : List.of(candidate, newest);
  }

  private int half() {
    return maxEvents - maxEvents / 2;
  }
}
