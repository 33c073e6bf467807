package ai.trivector.collab.server.simulation;

import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.Parameter;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A server of the same cluster that appends to a session just before the one that is looked at. */
final class AnotherServer {

  /** More than is ever sent to a client that missed it. */
  private static final int VERY_MANY = 1_050;

  private final World world;
  private final InMemoryEventStore disk;

  AnotherServer(World world, InMemoryEventStore disk) {
    this.world = world;
    this.disk = disk;
  }

  void writes(SessionId id) {
    Chance chance = world.chance("another server");
    if (world.witness().history(id).isDeleted()) {
      return;
    }
    boolean veryMany = chance.oneIn(40);
    world.happened(
        veryMany ? "fault:another server wrote very much" : "fault:another server was first", id);
    Session before = disk.load(id).toCompletableFuture().join().orElseThrow();
    List<UserId> authors = new ArrayList<>(before.members().keySet());
    authors.add(new UserId("somebody-elsewhere"));
    Author author = new Author(chance.pick(authors), new ClientId("a-tab-elsewhere"));
    List<Parameter> parameters = List.copyOf(before.model().parameters().values());
    List<RecordedEvent> events = new ArrayList<>();
    Seq seq = before.seq();
    int count = veryMany ? VERY_MANY : chance.between(1, 3);
    for (int i = 0; i < count; i++) {
      seq = seq.next();
      Parameter parameter = chance.pick(parameters);
      // The clocks of two servers differ a little.
      Instant at = Scheduler.at(world.scheduler().now() + chance.between(-20, 20));
      double value = chance.value(parameter.min(), parameter.max());
      events.add(
          new RecordedEvent(
              seq,
              at,
              new Event.ParamsChanged(
                  author, OptionalLong.empty(), Map.of(parameter.name(), value), null)));
    }
    disk.append(id, before.seq(), events).toCompletableFuture().join();
    world.witness().appended(id, events, false);
  }
}
