package ai.trivector.collab.server.simulation;

import ai.trivector.collab.protocol.EventCodec;
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

  private final World world;
  private final InMemoryEventStore disk;
  private boolean severed;

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
    world.after(world.writeMillis(), "", () -> carryOut(id, expected, events, answer));
    return answer;
  }

  private void carryOut(
      SessionId id, Seq expected, List<RecordedEvent> events, CompletableFuture<Appended> answer) {
    if (severed && world.chance().oneIn(2)) {
      world.happened("fault:append lost with its process", id);
      fail(answer);
      return;
    }
    boolean fails = world.fault(40);
    if (fails && world.chance().oneIn(2)) {
      world.happened("fault:append fails without effect", id);
      fail(answer);
      return;
    }
    if (!severed && world.fault(40)) {
      new AnotherServer(world, disk).writes(id);
    }
    Appended result = disk.append(id, expected, events).toCompletableFuture().join();
    if (result instanceof Appended.Done) {
      world.scheduler().note("log    %s #%s %s".formatted(id, expected.next(), events));
      world.witness().appended(id, events, true);
    }
    if (severed) {
      world.happened("fault:append takes effect after its process ended", id);
      fail(answer);
    } else if (fails) {
      world.happened("fault:append takes effect but says it failed", id);
      fail(answer);
    } else {
      world.after(world.chance().delay(20), "", () -> answer.complete(result));
    }
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
              case Read.Events(List<RecordedEvent> events) ->
                  new Read.Events(events.stream().map(FaultyStore::throughText).toList());
              case Read.Compacted compacted -> compacted;
            });
  }

  private static RecordedEvent throughText(RecordedEvent recorded) {
    return new RecordedEvent(
        recorded.seq(), recorded.at(), EventCodec.read(EventCodec.write(recorded.event())));
  }

  private <T> CompletionStage<T> slowly(String fault, Supplier<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    world.after(
        world.chance().delay(60),
        "",
        () -> {
          if (severed) {
            fail(answer);
          } else if (world.fault(10)) {
            world.happened(fault, "");
            fail(answer);
          } else {
            // The answer is as of now, and arrives when other things have happened.
            T result = call.get();
            world.after(world.chance().delay(40), "", () -> answer.complete(result));
          }
        });
    return answer;
  }

  private void fail(CompletableFuture<?> answer) {
    StoreException failure = new StoreException("this was to fail");
    long wait = severed ? AFTER_ALL_ELSE_MILLIS : world.chance().delay(100);
    world.after(wait, "", () -> answer.completeExceptionally(failure));
  }

  @Override
  public CompletionStage<Void> saveSnapshot(Session session) {
    world.happened("store:snapshot", session.id());
    return disk.saveSnapshot(session);
  }

  @Override
  public CompletionStage<Boolean> create(Session session) {
    return disk.create(session);
  }

  @Override
  public CompletionStage<Boolean> delete(SessionId id) {
    return disk.delete(id);
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
