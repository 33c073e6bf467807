package ai.trivector.collab.server.count;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * How values are spread: how many were at most each of a few fixed bounds, and their sum. To record
 * one costs a look at some bounds and two additions, and makes no object. Any thread.
 */
public final class Histogram {

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000 * MICRO;

  /**
   * Around what is promised of an edit (2 ms in the middle, 8 ms at the end, never over 100 ms) and
   * around the delay at which a log takes on nobody new (500 ms); in nanoseconds.
   */
  private static final long[] LATENCIES = {
    500 * MICRO,
    MILLI,
    2 * MILLI,
    4 * MILLI,
    8 * MILLI,
    16 * MILLI,
    32 * MILLI,
    64 * MILLI,
    100 * MILLI,
    250 * MILLI,
    500 * MILLI,
    1000 * MILLI,
    2500 * MILLI,
    5000 * MILLI
  };

  private final long[] bounds;

  /** One for each bound, and one for what is over all of them. */
  private final LongAdder[] counts;

  private final LongAdder sum = new LongAdder();

  private Histogram(long[] bounds) {
    this.bounds = bounds;
    counts = new LongAdder[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Of times from half a millisecond to five seconds, in nanoseconds. */
  public static Histogram ofNanos() {
    return new Histogram(LATENCIES.clone());
  }

  /** Of numbers from one to {@code max}, by powers of two. */
  public static Histogram ofSizes(int max) {
    return new Histogram(LongStream.iterate(1, size -> size <= max, size -> 2 * size).toArray());
  }

  public void record(long value) {
    int at = 0;
    while (at < bounds.length && value > bounds[at]) {
      at++;
    }
    counts[at].increment();
    sum.add(value);
  }

  /** The values up to which is counted, in rising order. */
  public long[] bounds() {
    return bounds.clone();
  }

  /** How many were over the bound before and at most this one; the last: over all bounds. */
  public long[] counts() {
    long[] read = new long[counts.length];
    for (int i = 0; i < read.length; i++) {
      read[i] = counts[i].sum();
    }
    return read;
  }

  public long sum() {
    return sum.sum();
  }
}
