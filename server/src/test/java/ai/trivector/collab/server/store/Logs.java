package ai.trivector.collab.server.store;

import ai.trivector.collab.server.store.EventStore.Read;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Resolution;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/** Sessions and events to fill a log with, and the outcome of a stage. */
public final class Logs {

  public static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");

  private static final User ADA = new User(new UserId("ada"), "Ada ✨", "#102030");
  private static final Author AUTHOR = new Author(ADA.id(), new ClientId("tab-1"));
  private static final int TIMEOUT_SECONDS = 20;

  private Logs() {}

  public static Session session(String id) {
    return session(id, "epoch-1");
  }

  public static Session session(String id, String epoch) {
    return session(id, epoch, START);
  }

  public static Session session(String id, String epoch, Instant createdAt) {
    return Session.create(
        new SessionId(id), new Epoch(epoch), Model.TRILOGIC, createdAt, Map.of("mu", 0.61));
  }

  /** The event with this number: every kind, and every optional member, comes up. */
  public static RecordedEvent event(long seq) {
    Event event =
        switch ((int) (seq % 5)) {
          case 1 -> new Event.MemberJoined(ADA);
          case 2 ->
              new Event.ParamsChanged(
                  AUTHOR, OptionalLong.of(seq), Map.of("mu", 0.5 + 0.0001 * (seq % 1000)), null);
          case 3 ->
              new Event.ParamsChanged(
                  AUTHOR,
                  OptionalLong.empty(),
                  Map.of("omega", 0.1 + 0.2 + 0.5),
                  new Resolution("omega", Resolution.Strategy.AVERAGE));
          case 4 -> new Event.ParamsChanged(AUTHOR, OptionalLong.of(seq), Map.of("mu", 0.6), null);
          default -> new Event.MemberLeft(ADA.id());
        };
    return new RecordedEvent(new Seq(seq), START.plusMillis(seq), event);
  }

  /** The events from {@code first} to {@code last}, both included. */
  public static List<RecordedEvent> events(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(Logs::event).toList();
  }

  /** Appends these events one by one, so that the log has a row for each. */
  public static void appendEach(EventStore store, SessionId id, long first, long last) {
    List<CompletionStage<EventStore.Appended>> appends =
        LongStream.rangeClosed(first, last)
            .mapToObj(seq -> store.append(id, new Seq(seq - 1), List.of(event(seq))))
            .toList();
    for (CompletionStage<EventStore.Appended> append : appends) {
      if (!get(append).equals(new EventStore.Appended.Done())) {
        throw new AssertionError("it was not appended: " + get(append));
      }
    }
  }

  /** What was read, where nothing of it is gone. */
  public static List<RecordedEvent> events(Read read) {
    return switch (read) {
      case Read.Events(List<RecordedEvent> events) -> events;
      case Read.Compacted gone -> throw new AssertionError("%s is all there is".formatted(gone));
    };
  }

  public static Session after(Session state, List<RecordedEvent> events) {
    Session next = state;
    for (RecordedEvent event : events) {
      next = SessionDecider.apply(next, event);
    }
    return next;
  }

  /** What the stage comes to; a failure is thrown as it is. */
  public static <R> R get(CompletionStage<R> stage) {
    try {
      return stage.toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
