package ai.trivector.collab.presence;

import java.util.Optional;

/** What one tab shows of itself to the others. Each part may be missing. */
public record Presence(Optional<Cursor> cursor, Optional<Holding> holding, Optional<String> view) {

  public static final Presence NONE =
      new Presence(Optional.empty(), Optional.empty(), Optional.empty());

  /** A pointer over a surface, in fractions of its width and height. */
  public record Cursor(String surface, double x, double y) {}

  /** A control that the person has in hand, with the value it shows while it moves. */
  public record Holding(String param, double value) {}

  /**
   * What a tab says of itself; a part that is not named stays as it was.
   *
   * @param cursor absent: unchanged; present and empty: no cursor any more
   */
  public record Change(
      Optional<Optional<Cursor>> cursor,
      Optional<Optional<Holding>> holding,
      Optional<String> view) {}

  /** This, with the parts that {@code change} names replaced. */
  public Presence with(Change change) {
    return new Presence(
        change.cursor().orElse(cursor),
        change.holding().orElse(holding),
        change.view().isPresent() ? change.view() : view);
  }
}
