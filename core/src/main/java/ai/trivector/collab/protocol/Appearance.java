package ai.trivector.collab.protocol;

import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a person may look to others: what is accepted of a wish, and what is given without one. */
public final class Appearance {

  /** Each keeps a contrast of 3:1 against a white ground and against a nearly black one. */
  static final List<String> PALETTE =
      List.of(
          "#2563eb", "#c2410c", "#15803d", "#7c3aed", "#db2777", "#0e7490", "#a16207", "#dc2626",
          "#4d7c0f", "#9333ea");

  private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");

  private Appearance() {}

  /** The person under this id, with what can be kept of the name and colour they wish for. */
  public static User of(UserId id, Optional<String> name, Optional<String> color) {
    return new User(
        id,
        name.flatMap(Appearance::cleanName).orElseGet(() -> givenName(id)),
        color.flatMap(Appearance::cleanColor).orElseGet(() -> givenColor(id)));
  }

  /**
   * The name without characters that are invisible or turn the text around; empty if none is left.
   */
  public static Optional<String> cleanName(String name) {
    StringBuilder kept = new StringBuilder();
    // Spaces of any kind become plain ones: strip() would leave those that do not break a line.
    name.codePoints()
        .filter(point -> !isInvisible(point))
        .map(point -> Character.isSpaceChar(point) ? ' ' : point)
        .forEach(kept::appendCodePoint);
    String text = kept.toString().strip();
    return text.isEmpty() || text.codePointCount(0, text.length()) > Limits.MAX_NAME_LENGTH
        ? Optional.empty()
        : Optional.of(text);
  }

  public static Optional<String> cleanColor(String color) {
    return COLOR.matcher(color).matches() ? Optional.of(color) : Optional.empty();
  }

  private static boolean isInvisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String givenName(UserId id) {
    return "Guest " + (Math.floorMod(id.value().hashCode(), 9000) + 1000);
  }

  private static String givenColor(UserId id) {
    return PALETTE.get(Math.floorMod(id.value().hashCode(), PALETTE.size()));
  }
}
