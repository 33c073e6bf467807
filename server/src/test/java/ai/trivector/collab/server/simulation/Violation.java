package ai.trivector.collab.server.simulation;

import java.util.regex.Matcher;

/** Something that must never be so. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String kind;

  private Violation(String kind, String what) {
    super(what);
    this.kind = kind;
  }

  /** Each {@code %s} of {@code form} stands for the next of {@code of}. */
  static Violation of(String form, Object... of) {
    String what = form;
    for (Object part : of) {
      what = what.replaceFirst("%s", Matcher.quoteReplacement(String.valueOf(part)));
    }
    return new Violation(form, what);
  }

  static void unless(boolean holds, String form, Object... of) {
    if (!holds) {
      throw of(form, of);
    }
  }

  /** What it is but for its details: two failures of one kind have one cause, most likely. */
  String kind() {
    return kind;
  }
}
