package ai.trivector.collab.server.store;

import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.time.Instant;
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
import java.util.stream.Stream;

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
    List<Seq> states = List.of(Seq.ORIGIN);
    long writtenAtMillis;

    Log(Session created) {
      state = created;
      writtenAtMillis = created.createdAt().toEpochMilli();
    }

    long writtenAtMillis() {
      return writtenAtMillis;
    }

    boolean isOlderThan(Instant time) {
      return writtenAtMillis < time.toEpochMilli();
    }

    /** The last event that is gone. */
    Seq compacted() {
      return states.getFirst();
    }
  }

  private final Executor executor;
  private final LogBound bound;
  private final Map<SessionId, Log> logs = new LinkedHashMap<>();
  private volatile boolean closed;

  public InMemoryEventStore(Executor executor) {
    this(executor, LogBound.NONE);
  }

  public InMemoryEventStore(Executor executor, LogBound bound) {
    this.executor = executor;
    this.bound = bound;
  }

  /** Serves again after {@link #close}, with everything that was written before it. */
  public void reopen() {
    closed = false;
  }

  /** Puts a backup in the place of a session's log: {@code events}, after which it is this. */
  public void restore(Session state, List<RecordedEvent> events) {
    Log log = new Log(state);
    log.events.addAll(events);
    logs.put(state.id(), log);
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
  public CompletionStage<Read> read(SessionId id, Seq after, int limit) {
    EventStore.requirePositive(limit);
    return run(() -> {
      Log log = logs.get(id);
      if (log == null) {
        return new Read.Events(List.of());
      }
      long skipped = after.value() - log.compacted().value();
      return skipped < 0
          ? new Read.Compacted(log.compacted())
          : new Read.Events(log.events.stream().skip(skipped).limit(limit).toList());
    });
  }

  /** The state itself is always at hand here; what is kept is where it was. */
  @Override
  public CompletionStage<Void> saveSnapshot(Session session) {
    return run(
            () -> {
              Log log = logs.get(session.id());
              if (log != null
                  && log.state.epoch().equals(session.epoch())
                  && !session.seq().isAfter(log.state.seq())
                  && session.seq().isAfter(log.states.getLast())) {
                log.states =
                    bound.statesThatStay(
                        Stream.concat(log.states.stream(), Stream.of(session.seq())).toList());
                log.events.removeIf(event -> !event.seq().isAfter(log.compacted()));
              }
              return true;
            })
        .thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<Boolean> delete(SessionId id) {
    return run(() -> logs.remove(id) != null);
  }

  @Override
  public CompletionStage<Boolean> deleteUntouched(SessionId id, Instant before) {
    return run(() -> {
      Log log = logs.get(id);
      return log != null && log.isOlderThan(before) && logs.remove(id) != null;
    });
  }

  @Override
  public CompletionStage<List<SessionId>> untouched(
      Instant before, Optional<SessionId> after, int limit) {
    EventStore.requirePositive(limit);
    String last = after.map(SessionId::value).orElse("");
    return run(() ->
        logs.entrySet().stream()
            .filter(entry -> entry.getValue().isOlderThan(before))
            .map(Map.Entry::getKey)
            .filter(id -> id.value().compareTo(last) > 0)
            .sorted(Comparator.comparing(SessionId::value))
            .limit(limit)
            .toList());
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
