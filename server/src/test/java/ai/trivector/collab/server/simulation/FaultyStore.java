package ai.trivector.collab.server.simulation;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.protocol.SnapshotCodec;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One process's way to the log, which takes its time and sometimes fails: before the effect, after
 * it, or because another server was first. What is read has been text in between.
 */
final class FaultyStore implements EventStore {

  /** Longer than anything that is still on its way in a process that has ended. */
  private static final long AFTER_ALL_ELSE_MILLIS = 60_000;

  /** Longer than people wait, and than a grace. */
  private static final int VERY_LATE_MILLIS = 8_000;

  private static final int MAX_OUTAGE_MILLIS = 4_000;

  /** How long what is stored together is: of a few events. */
  private static final int MAX_RUN = 500;

  private final World world;
  private final InMemoryEventStore disk;
  private boolean severed;

  /** Until then nothing works, one call as the other. */
  private long downUntilMillis;

  FaultyStore(World world, InMemoryEventStore disk) {
    this.world = world;
    this.disk = disk;
  }

  /** The process has ended: what is on its way may still have an effect, but is never answered. */
  void sever() {
    severed = true;
  }

  @Override
  public CompletionStage<Appended> append(SessionId id, Seq expected, List<RecordedEvent> events) {
    CompletableFuture<Appended> answer = new CompletableFuture<>();
    if (severed) {
      // What was on its way when the process ended may arrive; it sends nothing more.
      fail(answer);
      return answer;
    }
    History written = world.witness().history(id);
    world.after(world.writeMillis(), () -> carryOut(written, id, expected, events, answer));
    return answer;
  }

  private void carryOut(
      History written,
      SessionId id,
      Seq expected,
      List<RecordedEvent> events,
      CompletableFuture<Appended> answer) {
    // What was meant for a log that was replaced meanwhile is never in the new one.
    boolean replaced = world.witness().history(id) != written;
    if (severed && (replaced || world.faults().oneIn(2))) {
      world.happened("fault:append lost with its process", id);
      fail(answer);
      return;
    }
    boolean fails = isDown() || world.fault("append", 40);
    if (fails && !isDown() && world.fault("outage", 4)) {
      world.happened("fault:the log is down for a while");
      downUntilMillis = world.scheduler().now() + world.faults().between(100, MAX_OUTAGE_MILLIS);
    }
    if (fails && world.faults().oneIn(2)) {
      world.happened("fault:append fails without effect", id);
      fail(answer);
      return;
    }
    if (world.shows(Flaw.ACKNOWLEDGES_WITHOUT_WRITING, 200)) {
      answer.complete(new Appended.Done());
      return;
    }
    if (!severed && world.fault("another server", 40)) {
      new AnotherServer(world, disk).writes(id);
    }
    Appended result = disk.append(id, expected, events).toCompletableFuture().join();
    if (result instanceof Appended.Done) {
      world.scheduler().note(() -> "log    %s #%s %s".formatted(id, expected.next(), events));
      world.witness().appended(id, events, true);
    }
    if (severed) {
      world.happened("fault:append takes effect after its process ended", id);
      fail(answer);
    } else if (fails) {
      world.happened("fault:append takes effect but says it failed", id);
      fail(answer);
    } else {
      world.after(answerMillis(), () -> answer(answer, result));
    }
  }

  private boolean isDown() {
    return !world.isOver() && world.scheduler().now() < downUntilMillis;
  }

  private long answerMillis() {
    if (!world.fault("late", 25)) {
      return world.faults().delay(20);
    }
    world.happened("fault:the log answers very late");
    return world.faults().between(500, VERY_LATE_MILLIS);
  }

  @Override
  public CompletionStage<Optional<Session>> load(SessionId id) {
    return slowly(
        "fault:load fails",
        () ->
            disk.load(id)
                .toCompletableFuture()
                .join()
                .map(session -> SnapshotCodec.read(SnapshotCodec.write(session))));
  }

  @Override
  public CompletionStage<Read> read(SessionId id, Seq after, int limit) {
    return slowly(
        "fault:read fails",
        () ->
            switch (disk.read(id, after, limit).toCompletableFuture().join()) {
              case Read.Events(List<RecordedEvent> events) -> new Read.Events(throughText(events));
              case Read.Compacted compacted -> compacted;
            });
  }

  private static List<RecordedEvent> throughText(List<RecordedEvent> events) {
    return EventRun.of(events, MAX_RUN).stream().flatMap(run -> run.events().stream()).toList();
  }

  private <T> CompletionStage<T> slowly(String fault, Supplier<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    world.after(
        world.faults().delay(60),
        () -> {
          if (severed) {
            fail(answer);
          } else if (isDown() || world.fault(fault, 10)) {
            world.happened(fault);
            fail(answer);
          } else {
            // The answer is as of now, and arrives when other things have happened.
            T result = call.get();
            long wait = world.faults().delay(40) + answerMillis();
            world.after(wait, () -> answer(answer, result));
          }
        });
    return answer;
  }

  private <T> void answer(CompletableFuture<T> answer, T result) {
    if (severed) {
      fail(answer);
    } else {
      answer.complete(result);
    }
  }

  private void fail(CompletableFuture<?> answer) {
    StoreException failure = new StoreException("this was to fail");
    long wait = severed ? AFTER_ALL_ELSE_MILLIS : world.faults().delay(100);
    world.after(wait, () -> answer.completeExceptionally(failure));
  }

  @Override
  public CompletionStage<Void> saveSnapshot(Session session) {
    world.happened("store:snapshot", session.id());
    if (world.fault("snapshot", 2)) {
      world.happened("fault:snapshot fails", session.id());
      return CompletableFuture.failedFuture(new StoreException("this was to fail"));
    }
    return disk.saveSnapshot(session);
  }

  @Override
  public CompletionStage<Boolean> create(Session session) {
    return once(
        "create",
        () -> {
          boolean made = disk.create(session).toCompletableFuture().join();
          if (made) {
            world.witness().created(session);
          }
          return made;
        });
  }

  @Override
  public CompletionStage<Boolean> delete(SessionId id) {
    return once(
        "delete",
        () -> {
          boolean existed = disk.delete(id).toCompletableFuture().join();
          if (existed) {
            world.scheduler().note(() -> "log    %s is deleted".formatted(id));
            world.witness().history(id).deleted();
          }
          return existed;
        });
  }

  /** A call that may fail, and may have had its effect all the same. */
  private CompletionStage<Boolean> once(String what, Supplier<Boolean> call) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    world.after(
        world.writeMillis(),
        () -> {
          boolean fails = world.fault(what, 5);
          if (severed || (fails && world.faults().oneIn(2))) {
            world.happened("fault:%s fails without effect".formatted(what));
            fail(answer);
            return;
          }
          boolean result = call.get();
          if (fails) {
            world.happened("fault:%s takes effect but says it failed".formatted(what));
            fail(answer);
          } else {
            world.after(answerMillis(), () -> answer(answer, result));
          }
        });
    return answer;
  }

  @Override
  public CompletionStage<Boolean> deleteUntouched(SessionId id, Instant before) {
    return disk.deleteUntouched(id, before);
  }

  @Override
  public CompletionStage<List<SessionId>> untouched(
      Instant before, Optional<SessionId> after, int limit) {
    return disk.untouched(before, after, limit);
  }

  @Override
  public CompletionStage<List<Session>> recent(int limit) {
    return disk.recent(limit);
  }

  @Override
  public Duration writeDelay() {
    return disk.writeDelay();
  }

  @Override
  public CompletionStage<Void> check() {
    return disk.check();
  }

  @Override
  public void close() {}
}
