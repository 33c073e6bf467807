package ai.trivector.collab.bench.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How a round ends. */
enum Ending {
  /** {@code kill -9} at a random moment under load, or while everybody comes back. */
  UNDER_LOAD("under load", 5, null, null),
  /** {@code kill -9} while it starts, up to three times in a row, before it may. */
  STARTING("starting", 2, null, null),
  BEFORE_APPEND("before an append", 1, "append", "before"),
  DURING_APPEND("during an append", 2, "append", "during"),
  /** What was appended is durable, and nobody has been told. */
  BEFORE_BROADCAST("between append and broadcast", 3, "append", "after"),
  BEFORE_SNAPSHOT("before a snapshot", 1, "saveSnapshot", "before"),
  DURING_SNAPSHOT("during a snapshot", 2, "saveSnapshot", "during"),
  AFTER_SNAPSHOT("right after a snapshot", 1, "saveSnapshot", "after");

  /** An append may be any of those of the first second. */
  private static final int MAX_APPENDS = 600;

  private static final int MAX_SNAPSHOTS = 2;

  final String words;
  private final int share;
  private final @Nullable String call;
  private final @Nullable String when;

  Ending(String words, int share, @Nullable String call, @Nullable String when) {
    this.words = words;
    this.share = share;
    this.call = call;
    this.when = when;
  }

  /** So many of them: each once, and then at random by their shares. */
  static List<Ending> plan(int rounds, RandomGenerator random) {
    List<Ending> tickets = new ArrayList<>();
    for (Ending ending : values()) {
      tickets.addAll(Collections.nCopies(ending.share, ending));
    }
    List<Ending> plan = new ArrayList<>(List.of(values()));
    while (plan.size() < rounds) {
      plan.add(tickets.get(random.nextInt(tickets.size())));
    }
    return plan.subList(0, rounds);
  }

  /** Whether the server does it itself, at a moment that nobody outside would hit. */
  boolean byItself() {
    return call != null;
  }

  /** What tells the server when to do it. */
  List<String> flags(RandomGenerator random) {
    int most = "append".equals(call) ? MAX_APPENDS : MAX_SNAPSHOTS;
    return List.of(
        "-Dcrash.call=" + call,
        "-Dcrash.when=" + when,
        "-Dcrash.after=" + (1 + random.nextInt(most)));
  }
}
