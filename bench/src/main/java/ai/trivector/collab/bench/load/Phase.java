package ai.trivector.collab.bench.load;

import ai.trivector.collab.bench.client.LatencyHistogram;

/**
 * What was measured in one window of one server.
 *
 * @param seconds how long it was
 * @param serverCpuSeconds what the server's process used meanwhile, in user and system time
 * @param loadCpuSeconds what ours did
 * @param othersSeconds what others took of the two processors meanwhile; they are to take nothing
 * @param deliveries messages that came to members meanwhile
 * @param bytes of text that a message had, on average
 * @param latency from when a message was due until it came
 * @param missing that never came, of all that were sent until the load stopped
 * @param duplicated of all, as the next two
 * @param reordered that came after a later one of the same sender
 * @param refused what the server said that it did not do
 */
public record Phase(
    double seconds,
    double serverCpuSeconds,
    double loadCpuSeconds,
    double othersSeconds,
    long deliveries,
    double bytes,
    LatencyHistogram latency,
    long missing,
    long duplicated,
    long reordered,
    long refused) {

  private static final double MILLION = 1e6;
  private static final double NANOS_PER_MILLI = 1e6;

  public double deliveriesPerSecond() {
    return deliveries / seconds;
  }

  public double cpuSecondsPerMillion() {
    return serverCpuSeconds / Math.max(1, deliveries) * MILLION;
  }

  public double latencyMillis(double share) {
    return latency.quantile(share).toNanos() / NANOS_PER_MILLI;
  }
}
