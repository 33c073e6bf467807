package ai.trivector.collab.bench.start;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.server.store.sqlite.SqliteEventStore;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A log that people have been at work in. */
final class UsedLog {

  private static final int SESSIONS = 1000;
  private static final int EVENTS = 100;

  private UsedLog() {}

  static void make(Path dataDir) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (EventStore store =
        SqliteEventStore.open(dataDir, Durability.OS, LogBound.NONE, () -> new Epoch("e2"))) {
      for (int i = 0; i < SESSIONS; i++) {
        SessionId id = new SessionId("session-" + i);
        store
            .create(Session.create(id, new Epoch("e1"), Model.TRILOGIC, now, Map.of()))
            .toCompletableFuture()
            .join();
        store.append(id, Seq.ORIGIN, events(now)).toCompletableFuture().join();
      }
    }
  }

  private static List<RecordedEvent> events(Instant now) {
    Author author = new Author(new UserId("user-ada"), new ClientId("tab-ada"));
    List<RecordedEvent> events = new ArrayList<>(EVENTS);
    for (int n = 1; n <= EVENTS; n++) {
      events.add(
          new RecordedEvent(
              new Seq(n),
              now,
              new Event.ParamsChanged(
                  author, OptionalLong.of(n), Map.of("mu", 0.55 + n * 0.001), null)));
    }
    return events;
  }
}
