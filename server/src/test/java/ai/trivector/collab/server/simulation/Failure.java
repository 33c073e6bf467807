package ai.trivector.collab.server.simulation;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A life that failed.
 *
 * @param script the choices that lead there
 * @param lines how long its trace is
 * @param steps how many steps it took
 */
record Failure(Throwable cause, SortedMap<String, int[]> script, int lines, long steps) {

  private static final int LINES_AROUND = 120;

  /** Plays a whole life; null where nothing fails. */
  static @Nullable Failure of(Choices choices, Flaw flaw) {
    return of(choices, flaw, Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Null where nothing fails, or not before the trace has so many lines, or so many steps. */
  static @Nullable Failure of(Choices choices, Flaw flaw, int maxLines, long maxSteps) {
    Trace trace = new Trace(null);
    Simulation life = new Simulation(choices, trace, flaw);
    try {
      life.play(maxLines, maxSteps);
      return null;
    } catch (Throwable cause) {
      return new Failure(cause, choices.made(), trace.lines(), life.stepsTaken());
    }
  }

  /** What it is but for its details. */
  String kind() {
    if (cause instanceof Violation violation) {
      return violation.kind();
    }
    StackTraceElement[] stack = cause.getStackTrace();
    return cause.getClass() + (stack.length == 0 ? "" : " in " + stack[0]);
  }

  long size() {
    return script.values().stream().mapToLong(choices -> Arrays.stream(choices).sum()).sum();
  }

  /** Its last steps. */
  String schedule(Flaw flaw) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
    try {
      new Simulation(new Choices(script), new Trace(out), flaw).play();
    } catch (Throwable again) {
      out.println(again);
    }
    out.flush();
    String[] all = text.toString(StandardCharsets.UTF_8).split("\n");
    int from = Math.max(0, all.length - LINES_AROUND);
    return String.join("\n", Arrays.asList(all).subList(from, all.length));
  }
}
