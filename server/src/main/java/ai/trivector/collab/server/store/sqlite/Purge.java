package ai.trivector.collab.server.store.sqlite;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is to go, a slice after the other, each a write among those of everybody else. What
 * is left when the process ends goes after the next start. Any thread.
 */
final class Purge {

  private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

  private final GroupCommit writer;

  /** How often it was started since it last came to an end. */
  private final AtomicInteger started = new AtomicInteger();

  Purge(GroupCommit writer) {
    this.writer = writer;
  }

  /** Goes on until nothing is left; what comes while it is at it is seen to as well. */
  void start() {
    if (started.getAndIncrement() == 0) {
      next();
    }
  }

  private void next() {
    int before = started.get();
    writer
        .submit(LogWriter::purgeSlice)
        .whenComplete((more, failure) -> {
          if (failure != null) {
            // The log of a store that closes has no line for each thing that it did not do.
            LOG.debug("event=purge_interrupted error=\"{}\"", failure.toString());
            started.set(0);
          } else if (more || started.addAndGet(-before) > 0) {
            next();
          }
        });
  }
}
