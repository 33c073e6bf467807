package ai.trivector.collab.server.simulation;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What happened last, one line a step, for whoever has to understand a failing seed. */
final class Trace {

  private static final int KEPT = 120;

  private final Deque<String> last = new ArrayDeque<>();
  private final @Nullable PrintStream out;

  /**
   * A trace that keeps the last lines.
   *
   * @param out where every line goes at once; null for a run that only its end is wanted of
   */
  Trace(@Nullable PrintStream out) {
    this.out = out;
  }

  void add(long atMillis, String what) {
    String line = "%8d  %s".formatted(atMillis, what);
    if (out != null) {
      out.println(line);
    }
    last.addLast(line);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  @Override
  public String toString() {
    return String.join("\n", last);
  }
}
