package ai.trivector.collab.bench.load;

/**
 * What one member was sent of each of its room's senders, who number their messages from 1 without
 * a gap.
 */
final class Order {

  /** Of so many below the highest number it is known which came. */
  static final int REMEMBERED = 64;

  private final long[] highest;

  /** Of each sender: bit i says that the number i below the highest came. */
  private final long[] seen;

  private final Deliveries deliveries;

  /**
   * @param deliveries where it is counted
   */
  Order(int senders, Deliveries deliveries) {
    highest = new long[senders];
    seen = new long[senders];
    this.deliveries = deliveries;
  }

  /** Number {@code n} of a sender came. */
  void came(int sender, long n) {
    deliveries.delivered++;
    long ahead = n - highest[sender];
    if (ahead > 0) {
      deliveries.missing += ahead - 1;
      highest[sender] = n;
      seen[sender] = ahead >= REMEMBERED ? 1 : (seen[sender] << ahead) | 1;
      return;
    }
    long bit = -ahead >= REMEMBERED ? 0 : 1L << -ahead;
    if (bit != 0 && (seen[sender] & bit) == 0) {
      // It had been taken for lost.
      seen[sender] |= bit;
      deliveries.missing--;
      deliveries.reordered++;
    } else {
      deliveries.duplicated++;
    }
  }

  /** Nothing more is to come of a sender's messages up to {@code n}: what did not is lost. */
  void complete(int sender, long n) {
    long ahead = n - highest[sender];
    if (ahead > 0) {
      deliveries.missing += ahead;
      highest[sender] = n;
      seen[sender] = ahead >= REMEMBERED ? 0 : seen[sender] << ahead;
    }
  }
}
