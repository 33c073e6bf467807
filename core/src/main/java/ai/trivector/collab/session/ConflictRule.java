package ai.trivector.collab.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose write wins when two people write one parameter at about the same time: the earlier one
 * stands, and the later person is asked.
 *
 * @param window how long after a write somebody else's write of the same parameter is taken as made
 *     at the same time
 */
public record ConflictRule(Duration window) {

  /** Two values that differ by no more than this are the same value. */
  public static final double SAME_VALUE = 1e-9;

  /**
   * Whether {@code author}'s write at {@code at} conflicts with the last one. A person never
   * conflicts with themselves.
   *
   * @param baseSeq what the author had seen, if they said so; a later write is news to them
   */
  boolean conflicts(@Nullable LastWrite last, UserId author, Instant at, Optional<Seq> baseSeq) {
    if (last == null || last.by().id().equals(author)) {
      return false;
    }
    // Only an earlier write can be recent, whatever the clock did in between.
    boolean recent = Duration.between(last.at(), at).compareTo(window) < 0;
    return recent || isNews(last, author, baseSeq);
  }

  /** Whether somebody else's write came after the last event that {@code author} had seen. */
  static boolean isNews(@Nullable LastWrite last, UserId author, Optional<Seq> seen) {
    return last != null
        && !last.by().id().equals(author)
        && seen.isPresent()
        && last.seq().isAfter(seen.get());
  }

  static boolean same(double a, double b) {
    return Math.abs(a - b) <= SAME_VALUE;
  }
}
