package ai.trivector.collab.server.store;

import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The log as a map, for tests. A call is carried out, and its stage completed, by one task on the
 * executor; what the executor never runs has never happened. The object stands for the disk: it
 * outlives the runtimes that use it, which {@link #reopen} it after a stop.
 *
 * <p>The executor has to run its tasks one at a time and in order; the state belongs to it.
 */
public final class InMemoryEventStore implements EventStore {

  private static final class Log {
    Session state;
    final List<RecordedEvent> events = new ArrayList<>();
    long writtenAtMillis;

    Log(Session created) {
      state = created;
      writtenAtMillis = created.createdAt().toEpochMilli();
    }

    long writtenAtMillis() {
      return writtenAtMillis;
    }
  }

  private final Executor executor;
  private final Map<SessionId, Log> logs = new LinkedHashMap<>();
  private volatile boolean closed;

  public InMemoryEventStore(Executor executor) {
    this.executor = executor;
  }

  /** Serves again after {@link #close}, with everything that was written before it. */
  public void reopen() {
    closed = false;
  }

  @Override
  public CompletionStage<Boolean> create(Session session) {
    EventStore.requireNew(session);
    return run(() -> logs.putIfAbsent(session.id(), new Log(session)) == null);
  }

  @Override
  public CompletionStage<Appended> append(SessionId id, Seq expected, List<RecordedEvent> events) {
    EventStore.requireFollowing(expected, events);
    return run(() -> {
      Log log = logs.get(id);
      if (log == null) {
        return new Appended.NoSession();
      }
      if (!log.state.seq().equals(expected)) {
        return new Appended.Conflict(log.state.seq());
      }
      Session state = log.state;
      for (RecordedEvent event : events) {
        state = SessionDecider.apply(state, event);
      }
      log.state = state;
      log.events.addAll(events);
      log.writtenAtMillis = events.getLast().at().toEpochMilli();
      return new Appended.Done();
    });
  }

  @Override
  public CompletionStage<Optional<Session>> load(SessionId id) {
    return run(() -> Optional.ofNullable(logs.get(id)).map(log -> log.state));
  }

  @Override
  public CompletionStage<List<RecordedEvent>> read(SessionId id, Seq after, int limit) {
    EventStore.requirePositive(limit);
    return run(() -> {
      Log log = logs.get(id);
      return log == null
          ? List.of()
          : log.events.stream().skip(after.value()).limit(limit).toList();
    });
  }

  @Override
  public CompletionStage<Void> saveSnapshot(Session session) {
    // The state is always at hand here, and the port lets a snapshot be lost.
    return run(() -> true).thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<Boolean> delete(SessionId id) {
    return run(() -> logs.remove(id) != null);
  }

  @Override
  public CompletionStage<List<Session>> recent(int limit) {
    EventStore.requirePositive(limit);
    return run(() ->
        logs.values().stream()
            .sorted(Comparator.comparingLong(Log::writtenAtMillis).reversed())
            .limit(limit)
            .map(log -> log.state)
            .toList());
  }

  @Override
  public Duration writeDelay() {
    return Duration.ZERO;
  }

  @Override
  public CompletionStage<Void> check() {
    return run(() -> true).thenAccept(_ -> {});
  }

  @Override
  public void close() {
    closed = true;
  }

  private <R> CompletionStage<R> run(Supplier<R> call) {
    if (closed) {
      return CompletableFuture.failedFuture(new StoreException("the store is closed"));
    }
    return CompletableFuture.supplyAsync(call, executor);
  }
}
