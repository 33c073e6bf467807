package ai.trivector.collab.server.simulation;

import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens, one line a step. Mostly nobody reads it, and then no line is made: the same choices
 * make the same lines again, for whoever has to understand a failure.
 */
final class Trace {

  private final @Nullable PrintStream out;
  private int lines;

  /**
   * A trace.
   *
   * @param out where every line goes at once; null where only their number is wanted
   */
  Trace(@Nullable PrintStream out) {
    this.out = out;
  }

  void add(long atMillis, Supplier<String> what) {
    lines++;
    if (out != null) {
      out.printf("%8d  %s%n", atMillis, what.get());
    }
  }

  int lines() {
    return lines;
  }
}
