package ai.trivector.collab.bench.client;

import java.time.Duration;

/**
 * Times, counted in buckets that grow with them: 64 to each doubling, so that a quantile is right
 * to 1.6 %. It is all that is needed of HdrHistogram, which would be another dependency. For one
 * thread.
 */
public final class LatencyHistogram {

  private static final int BUCKET_BITS = 6;
  private static final int BUCKETS = 1 << BUCKET_BITS;

  /** Up to 2^46 ns, which is more than 19 hours. */
  private static final int DOUBLINGS = 46 - BUCKET_BITS;

  private final long[] counts = new long[(DOUBLINGS + 1) * BUCKETS];
  private long count;
  private long maxNanos;

  public void record(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    count++;
    maxNanos = Math.max(maxNanos, nanos);
  }

  public void add(LatencyHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    count += other.count;
    maxNanos = Math.max(maxNanos, other.maxNanos);
  }

  public long count() {
    return count;
  }

  public Duration max() {
    return Duration.ofNanos(maxNanos);
  }

  /** The time that this share of all times, from 0 to 1, does not exceed. */
  public Duration quantile(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && count > 0) {
        return Duration.ofNanos(Math.min(maxNanos, upperEdge(i)));
      }
    }
    return Duration.ZERO;
  }

  /** The doubling that the time is in, and within it the bits below the highest. */
  private static int bucket(long nanos) {
    int highest = 63 - Long.numberOfLeadingZeros(nanos | 1);
    if (highest < BUCKET_BITS) {
      return (int) nanos;
    }
    int doubling = Math.min(highest - BUCKET_BITS, DOUBLINGS - 1);
    long within = Math.min(nanos >>> doubling, 2 * BUCKETS - 1);
    return doubling * BUCKETS + (int) within;
  }

  private static long upperEdge(int bucket) {
    if (bucket < 2 * BUCKETS) {
      return bucket;
    }
    int doubling = bucket / BUCKETS - 1;
    long within = bucket - (long) doubling * BUCKETS;
    return ((within + 1) << doubling) - 1;
  }
}
