package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.count.Histogram;
import ai.trivector.collab.server.store.StoreException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was appended to its place, a slice at a time, each a transaction of its own. What is
 * appended stays readable where it is, so that a failure concerns nobody: it is tried again, unless
 * the file is damaged. Belongs to the thread of {@link GroupCommit}.
 */
final class Merger {

  /** When to try again; the disk may have room then. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Merger.class);

  private final Transactions transactions;

  /** How long slices took, in nanoseconds. */
  private final Histogram slices;

  /** Whether there was nothing left to merge when it was last looked at. */
  private boolean done;

  /** Not to be tried before, since it failed. */
  private long againNanos = System.nanoTime();

  /** Whether it failed the last time, so that a full disk logs once. */
  private boolean failing;

  Merger(Transactions transactions, Histogram slices) {
    this.transactions = transactions;
    this.slices = slices;
  }

  /** Whether there was nothing left to merge when it was last looked at. */
  boolean isDone() {
    return done;
  }

  /** Merges a slice, if that is due; false where it was not, or where it failed. */
  boolean mergeIf(Predicate<LogWriter> due) {
    long now = System.nanoTime();
    if (transactions.damage() != null || now - againNanos < 0) {
      return false;
    }
    try {
      LogWriter log = transactions.log();
      done = log.isMerged();
      if (!due.test(log)) {
        return false;
      }
      transactions.carryOut(LogWriter::mergeSlice);
      done = log.isMerged();
    } catch (Throwable e) {
      failed(now, e);
      return false;
    }
    failing = false;
    slices.record(System.nanoTime() - now);
    transactions.copyIfDue();
    return true;
  }

  private void failed(long begunNanos, Throwable e) {
    againNanos = begunNanos + AGAIN.toNanos();
    if (!failing) {
      failing = true;
      LOG.warn("event=merge_failed error=\"{}\"", e.toString());
    }
    transactions.note(new StoreException("the log cannot be merged: " + Fault.told(e), e));
  }
}
