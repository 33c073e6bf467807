package ai.trivector.collab.session;

/**
 * Which of a tab's own message numbers have taken effect: the highest, and which of the {@link
 * #WINDOW} numbers below it. A number under the window counts as one that has; a client has far
 * fewer messages without an outcome than that.
 *
 * @param owner the person whose tab it is; nobody else may speak under its id
 * @param below bit {@code i} stands for the number {@code highest - 1 - i}
 * @param lastSeq the last event that this tab caused, by which the oldest tabs are forgotten
 */
public record ClientProgress(UserId owner, long highest, long below, Seq lastSeq) {

  /** How many numbers below the highest are told apart: the bits of a long. */
  public static final int WINDOW = Long.SIZE;

  static ClientProgress first(UserId owner, long n, Seq seq) {
    return new ClientProgress(owner, n, 0, seq);
  }

  boolean hasApplied(long n) {
    if (n > highest) {
      return false;
    }
    long distance = highest - n;
    return distance == 0 || distance > WINDOW || (below & bit(distance)) != 0;
  }

  ClientProgress applied(long n, Seq seq) {
    if (n <= highest) {
      long distance = highest - n;
      long marked = distance >= 1 && distance <= WINDOW ? below | bit(distance) : below;
      return new ClientProgress(owner, highest, marked, seq);
    }
    long shift = n - highest;
    long shifted = shift < WINDOW ? below << shift : 0;
    long marked = shift <= WINDOW ? shifted | bit(shift) : 0;
    return new ClientProgress(owner, n, marked, seq);
  }

  private static long bit(long distance) {
    return 1L << (distance - 1);
  }
}
