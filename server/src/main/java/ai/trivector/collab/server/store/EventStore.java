package ai.trivector.collab.server.store;

import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The log of all sessions: the truth, of which everything else is a reading.
 *
 * <p>May be called from any thread and never blocks it. A stage completes on a thread of the
 * store's own; it fails with {@link StoreException} where the store cannot serve, and then nothing
 * of the call may have been done.
 */
public interface EventStore extends AutoCloseable {

  /** Makes a session that nothing has happened in yet; false where its id is taken. */
  CompletionStage<Boolean> create(Session session);

  /**
   * Appends one or more events, which follow {@code expected} without a gap. Once the stage says
   * {@link Appended.Done} they are as durable as the store is configured to make them.
   */
  CompletionStage<Appended> append(SessionId id, Seq expected, List<RecordedEvent> events);

  /** The state after the last event, or empty where there is no such session. */
  CompletionStage<Optional<Session>> load(SessionId id);

  /**
   * At most {@code limit} events after {@code after}, in order, if all of them are kept; no events
   * for an unknown session.
   */
  CompletionStage<Read> read(SessionId id, Seq after, int limit);

  /**
   * Keeps a state, so that {@link #load} has less to replay. A lost snapshot loses nothing else. It
   * is also when a log is compacted, by the store's {@link LogBound}: behind a state that stays, so
   * that {@link #load} never misses what is gone.
   */
  CompletionStage<Void> saveSnapshot(Session session);

  /** Forgets a session with its whole log; false where there was none. */
  CompletionStage<Boolean> delete(SessionId id);

  /**
   * Forgets a session as {@link #delete} does, if its last event (or its creation, if nothing has
   * happened since) is older than {@code before}; false where it is not, or where there is none.
   */
  CompletionStage<Boolean> deleteUntouched(SessionId id, Instant before);

  /**
   * The first sessions, by their ids, whose last event (or whose creation) is older than {@code
   * before}.
   *
   * @param after the last one that was seen, so that one that stays is not seen twice
   */
  CompletionStage<List<SessionId>> untouched(Instant before, Optional<SessionId> after, int limit);

  /**
   * The sessions whose last event (or whose creation, if nothing has happened since) is the newest,
   * newest first. One that cannot be read is left out, so that it does not hide the others.
   */
  CompletionStage<List<Session>> recent(int limit);

  /**
   * How long the write has waited by now that has waited longest; zero where none waits. Says at
   * once, and without asking the store's own threads, whether more work can be taken on.
   */
  Duration writeDelay();

  /** Completes if the store can serve now, and fails if it cannot. */
  CompletionStage<Void> check();

  /** Finishes what is under way and lets go of all resources. */
  @Override
  void close();

  /** What every engine refuses: it would be a bug of the caller, never an outcome. */
  static void requireNew(Session session) {
    if (!session.seq().equals(Seq.ORIGIN)) {
      throw new IllegalArgumentException(
          "session %s is created at %s instead of 0".formatted(session.id(), session.seq()));
    }
  }

  /** What every engine refuses: events that are none, or that do not follow {@code expected}. */
  static void requireFollowing(Seq expected, List<RecordedEvent> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("an append without events");
    }
    Seq last = expected;
    for (RecordedEvent event : events) {
      if (!event.seq().equals(last.next())) {
        throw new IllegalArgumentException(
            "event %s cannot follow %s".formatted(event.seq(), last));
      }
      last = event.seq();
    }
  }

  /** What every engine refuses: a limit that asks for nothing, or that is no limit. */
  static void requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit is at least 1, not " + limit);
    }
  }

  /** What became of an append. */
  sealed interface Appended {

    /** The events are in the log. */
    record Done() implements Appended {}

    /** Somebody else had appended; the log is at {@code actual}, and nothing was written. */
    record Conflict(Seq actual) implements Appended {}

    /** There is no such session, or none any more. */
    record NoSession() implements Appended {}
  }

  /** What a read comes to. */
  sealed interface Read {

    /** Events without a gap, from the one that was asked for on. */
    record Events(List<RecordedEvent> events) implements Read {}

    /** Some of them are gone: the log begins behind {@code upTo}, which is where a state is. */
    record Compacted(Seq upTo) implements Read {}
  }
}
