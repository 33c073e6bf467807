package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.count.Histogram;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the one thread that writes has done. Any thread.
 *
 * @param commits nanoseconds that a transaction took, from its first change until it was durable
 * @param writes how many writes shared one transaction
 * @param merges nanoseconds that bringing a slice of what was appended to its place took
 * @param failures transactions of which nothing was written
 */
public record StoreCounts(
    Histogram commits, Histogram writes, Histogram merges, LongAdder failures) {

  StoreCounts() {
    this(
        Histogram.ofNanos(),
        Histogram.ofSizes(GroupCommit.MAX_BATCH),
        Histogram.ofNanos(),
        new LongAdder());
  }
}
