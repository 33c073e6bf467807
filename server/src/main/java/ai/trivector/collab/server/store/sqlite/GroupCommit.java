package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. While the disk confirms a transaction, the writes of all sessions
 * gather, and become the next transaction: the busier the server, the more of them share the wait.
 */
final class GroupCommit implements AutoCloseable {

  /** What a write does to the log; it may be carried out twice, of which one is rolled back. */
  @FunctionalInterface
  interface Change<R> {
    R apply(LogWriter log) throws SQLException;
  }

  /**
   * Transactions that wait for the disk begin at least so far apart. A single write never waits; of
   * many, more share what a transaction costs, which is more than telling the few others in a room.
   */
  static final Duration PACE = Duration.ofNanos(2_100_000);

  /** Bounds how long the first of a batch waits for the last, and what one failure can concern. */
  static final int MAX_BATCH = 1024;

  /**
   * So many events are written in some ten milliseconds; the last write of a batch may go beyond.
   */
  static final int MAX_BATCH_EVENTS = 8 * 1024;

  /** A session has one append under way, so that this is more than the sessions that are busy. */
  static final int MAX_WAITING = 16 * 1024;

  /** After so long without a write, what was appended is merged, so that readers find it so. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final BlockingQueue<Write<?>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Write<Boolean> last = new Write<>(_ -> true, 0);
  private final Transactions transactions;
  private final Merger merger;
  private final long paceNanos;
  private final Thread thread = new Thread(this::serve, "store-writer");
  private final AtomicLong commits = new AtomicLong();
  private final StoreCounts counts = new StoreCounts();

  /** The oldest write of the transaction that is being carried out. */
  private volatile @Nullable Write<?> underWay;

  private volatile boolean full;
  private volatile boolean closing;
  private volatile boolean stopped;
  private volatile boolean checkpointed;

  /** Belongs to the thread: when the last transaction was begun. */
  private long lastBegunNanos;

  /** Belongs to the thread: whether the last transaction failed, so that a full disk logs once. */
  private boolean failing;

  /**
   * Starts the thread.
   *
   * @param pace how far apart transactions begin at least
   */
  GroupCommit(Renewable<LogWriter> connection, Checkpointer checkpointer, Duration pace) {
    transactions = new Transactions(connection, checkpointer);
    merger = new Merger(transactions, counts.merges());
    paceNanos = pace.toNanos();
    lastBegunNanos = System.nanoTime() - paceNanos;
    // The server closes the store on its way out; a process that ends without it ends as by a kill.
    thread.setDaemon(true);
    thread.start();
  }

  <R> CompletionStage<R> submit(Change<R> change) {
    return submit(change, 0);
  }

  /**
   * Carries out a change, with others, and completes once it is durable.
   *
   * @param events how many it appends
   */
  <R> CompletionStage<R> submit(Change<R> change, int events) {
    if (closing) {
      return CompletableFuture.failedFuture(closed());
    }
    Write<R> write = new Write<>(change, events);
    if (!waiting.offer(write)) {
      return CompletableFuture.failedFuture(
          new StoreException("the store is overloaded: %d writes wait".formatted(MAX_WAITING)));
    }
    if (stopped) {
      // It may have come after the thread looked for the last time.
      refuseWaiting();
    }
    return write.outcome();
  }

  /** How long the oldest of the writes that wait, or are being carried out, has been here. */
  Duration delay() {
    Write<?> oldest = underWay;
    if (oldest == null) {
      oldest = waiting.peek();
    }
    return oldest == null
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - oldest.submittedAtNanos());
  }

  /** How many transactions have been committed. */
  long commits() {
    return commits.get();
  }

  StoreCounts counts() {
    return counts;
  }

  /** How many writes wait for their transaction. */
  int waiting() {
    return waiting.size();
  }

  /** Whether nothing is appended, since the journal is full. */
  boolean isFull() {
    return full;
  }

  /** That the file was found to be damaged, which no retry mends; null where it was not. */
  @Nullable StoreException damage() {
    return transactions.damage();
  }

  /** Finishes what is waiting, then lets go of the connection. Waits for the thread to end. */
  @Override
  public void close() {
    boolean interrupted = false;
    if (!closing) {
      closing = true;
      while (!waiting.offer(last)) {
        Thread.onSpinWait();
      }
    }
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once it is closed: whether everything is in the file, and the file on the disk. */
  boolean leftNothingBehind() {
    return checkpointed;
  }

  private void serve() {
    List<Write<?>> batch = new ArrayList<>();
    do {
      batch.clear();
      // First of all, so that what comes meanwhile wakes nobody.
      keepPace();
      batch.add(next());
      underWay = batch.getFirst();
      lastBegunNanos = System.nanoTime();
      refuseIfFull(batch, gather(batch));
      if (!batch.isEmpty()) {
        commit(batch);
      }
      underWay = null;
      mergeIf(LogWriter::isMergeDue);
      while (mergeIf(LogWriter::isMergeBehind)) {}
    } while (!batch.contains(last));
    stopped = true;
    refuseWaiting();
    while (mergeIf(log -> !log.isMerged())) {}
    checkpointed = transactions.checkpoint();
    transactions.close();
  }

  /** Waits for a write; where none comes for a while, what was written is merged meanwhile. */
  private Write<?> next() {
    while (true) {
      try {
        Write<?> write =
            merger.isDone() ? waiting.take() : waiting.poll(QUIET.toNanos(), TimeUnit.NANOSECONDS);
        if (write != null) {
          return write;
        }
      } catch (InterruptedException _) {
        continue; // Nobody has a reason to interrupt it, and close() has another way to end it.
      }
      while (waiting.isEmpty() && mergeIf(log -> !log.isMerged())) {}
    }
  }

  /** Adds what waits, as far as one transaction may carry it, and says how many events that is. */
  private int gather(List<Write<?>> batch) {
    int events = batch.getFirst().events();
    while (batch.size() < MAX_BATCH && events < MAX_BATCH_EVENTS) {
      Write<?> write = waiting.poll();
      if (write == null) {
        break;
      }
      batch.add(write);
      events += write.events();
    }
    return events;
  }

  /**
   * Where nothing could be merged until the journal is full, nothing is appended before some of it
   * is. All else goes on: a check of the log, and merging itself.
   */
  private void refuseIfFull(List<Write<?>> batch, int events) {
    boolean wasFull = full;
    full = (full || events > 0) && !hasRoomFor(Math.max(1, events));
    if (full != wasFull) {
      LOG.warn(full ? "event=journal_full" : "event=journal_recovered");
    }
    if (full && events > 0) {
      counts.failures().increment();
      batch.stream()
          .filter(write -> write.events() > 0)
          .forEach(write -> write.fail(journalFull()));
      batch.removeIf(write -> write.events() > 0);
    }
  }

  private boolean hasRoomFor(int events) {
    try {
      return transactions.log().hasRoomFor(events);
    } catch (SQLException _) {
      // The transaction fails for the same reason, and says so.
      return true;
    }
  }

  static StoreException journalFull() {
    return new StoreException(
        "nothing more is appended before some of it is merged, which fails: the server's log says why");
  }

  /**
   * Merges some of what was appended, in the time that the pace leaves; false where there was
   * nothing to do, or it failed. Where writes fail, too, that has been said, and nothing is tried
   * before one of them succeeds.
   */
  private boolean mergeIf(Predicate<LogWriter> due) {
    return !failing && merger.mergeIf(due);
  }

  private void keepPace() {
    long earliest = lastBegunNanos + paceNanos;
    long now = System.nanoTime();
    while (now - earliest < 0 && !closing) {
      LockSupport.parkNanos(earliest - now);
      now = System.nanoTime();
    }
  }

  private void commit(List<Write<?>> batch) {
    long begunNanos = System.nanoTime();
    try {
      transactions.carryOut(log -> {
        for (Write<?> write : batch) {
          write.carryOut(log);
        }
      });
    } catch (Throwable e) {
      if (batch.size() > 1 && !Fault.isOfTheDisk(e)) {
        // One of them is at fault: alone, each fails for itself.
        batch.forEach(write -> commit(List.of(write)));
      } else {
        fail(batch, e);
      }
      return;
    }
    commits.incrementAndGet();
    counts.commits().record(System.nanoTime() - begunNanos);
    counts.writes().record(batch.size());
    if (failing) {
      failing = false;
      LOG.info("event=store_recovered");
    }
    batch.forEach(Write::succeed);
    transactions.copyIfDue();
  }

  private void fail(List<Write<?>> batch, Throwable e) {
    counts.failures().increment();
    if (!failing) {
      failing = true;
      LOG.error("event=store_write_failed writes={} error=\"{}\"", batch.size(), e.toString());
    }
    StoreException failure =
        new StoreException("the log could not be written: " + Fault.told(e), e);
    transactions.note(failure);
    batch.forEach(write -> write.fail(failure));
  }

  private void refuseWaiting() {
    for (Write<?> write = waiting.poll(); write != null; write = waiting.poll()) {
      write.fail(closed());
    }
  }

  private static StoreException closed() {
    return new StoreException("the store is closed");
  }
}
