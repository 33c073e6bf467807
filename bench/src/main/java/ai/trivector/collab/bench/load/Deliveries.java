package ai.trivector.collab.bench.load;

import ai.trivector.collab.bench.client.LatencyHistogram;

/** What came, of all members together. On the load's loop only. */
final class Deliveries {

  /** Messages of members that came to a member, duplicates included. */
  long delivered;

  /** Of these the bytes of text. */
  long bytes;

  /** That have not come, although later ones of the same sender did, or all had time to. */
  long missing;

  long duplicated;

  /** That came after a later one of the same sender. */
  long reordered;

  /** What a server said that it did not do, or could not. */
  long refused;

  /** From when each was due to be sent. */
  LatencyHistogram latency = new LatencyHistogram();
}
