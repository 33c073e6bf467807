package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A change that waits for its transaction, and what became of it. */
final class Write<R> {

  private final long submittedAtNanos = System.nanoTime();
  private final GroupCommit.Change<R> change;
  private final int events;
  private final CompletableFuture<R> outcome = new CompletableFuture<>();
  private @Nullable R result;

  /**
   * A change.
   *
   * @param events how many it appends
   */
  Write(GroupCommit.Change<R> change, int events) {
    this.change = change;
    this.events = events;
  }

  long submittedAtNanos() {
    return submittedAtNanos;
  }

  /** How many events it appends. */
  int events() {
    return events;
  }

  CompletionStage<R> outcome() {
    return outcome;
  }

  void carryOut(LogWriter log) throws SQLException {
    result = change.apply(log);
  }

  /** Only once the transaction is durable may anybody know of the result. */
  void succeed() {
    outcome.complete(result);
  }

  void fail(StoreException failure) {
    outcome.completeExceptionally(failure);
  }
}
