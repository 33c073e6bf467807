package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.sql.SQLException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The threads that read, each with a connection of its own. */
final class ReaderPool implements AutoCloseable {

  /** What is asked of the log. */
  @FunctionalInterface
  interface Query<R> {
    R ask(LogReader log) throws SQLException;
  }

  /** Two, so that one long replay does not keep everybody else from opening their session. */
  static final int THREADS = 2;

  /** As many people as may come at once after a restart, with some to spare. */
  static final int MAX_WAITING = 16 * 1024;

  /** How long {@link #close} waits for what had been asked; the process has 5 s to end. */
  private static final int CLOSE_TIMEOUT_SECONDS = 2;

  private final Queue<Renewable<LogReader>> idle = new ArrayBlockingQueue<>(THREADS);
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          Thread.ofPlatform().name("store-reader-", 1).daemon().factory());

  ReaderPool(Database database, Set<String> unmerged) {
    for (int i = 0; i < THREADS; i++) {
      idle.add(new Renewable<>(() -> LogReader.open(database, unmerged)));
    }
  }

  /**
   * Asks on one of the threads.
   *
   * @param subject what could not be read, if it cannot
   */
  <R> CompletionStage<R> submit(String subject, Query<R> query) {
    Supplier<R> task = () -> ask(subject, query);
    try {
      return CompletableFuture.supplyAsync(task, executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          executor.isShutdown()
              ? new StoreException("the store is closed", e)
              : new StoreException(
                  "the store is overloaded: %d reads wait".formatted(MAX_WAITING), e));
    }
  }

  private <R> R ask(String subject, Query<R> query) {
    // There are as many connections as threads.
    Renewable<LogReader> connection = idle.remove();
    try {
      LogReader log = connection.get();
      R answer = query.ask(log);
      log.end();
      return answer;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw new StoreException("%s cannot be read: %s".formatted(subject, Fault.told(e)), e);
    } finally {
      idle.add(connection);
    }
  }

  /** Answers what was asked before, then lets go of the connections. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    idle.forEach(Renewable::close);
  }
}
