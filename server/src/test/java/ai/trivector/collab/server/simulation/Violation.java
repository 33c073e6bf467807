package ai.trivector.collab.server.simulation;

import java.util.regex.Matcher;

/** Something that must never be so. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }

  /** Each {@code %s} of {@code form} stands for the next of {@code of}. */
  static void unless(boolean holds, String form, Object... of) {
    if (!holds) {
      String what = form;
      for (Object part : of) {
        what = what.replaceFirst("%s", Matcher.quoteReplacement(String.valueOf(part)));
      }
      throw new Violation(what);
    }
  }
}
