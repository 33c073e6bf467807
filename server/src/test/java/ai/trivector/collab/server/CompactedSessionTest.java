package ai.trivector.collab.server;

import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.server.store.sqlite.Opening;
import ai.trivector.collab.server.store.sqlite.SqliteEventStore;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose session has let go of the beginning of its log. */
final class CompactedSessionTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final int EVENTS = 60;

  @TempDir Path dataDir;

  @BeforeEach
  void compact() {
    try (SqliteEventStore store = Opening.of(dataDir, Durability.OS, new LogBound(20))) {
      Session state = session("room");
      get(store.create(state));
      for (long last = 0; last < EVENTS; last += 5) {
        get(store.append(ROOM, new Seq(last), events(last + 1, last + 5)));
        state = after(state, events(last + 1, last + 5));
        get(store.saveSnapshot(state));
      }
    }
  }

  @Test
  void it_is_listed_and_described_as_any_other() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      JsonObject described = server.session("room");

      assertThat(described.getLong("current_seq")).isEqualTo(EVENTS);
      assertThat(server.sessions()).containsExactly(described);
    }
  }

  @Test
  void a_client_whose_position_is_gone_is_given_the_state_and_goes_on() {
    try (LiveServer server = LiveServer.start(dataDir, "PRESENCE_GRACE_MS=60000");
        Tab ada =
            server
                .connect("room")
                .auth(
                    new JsonObject()
                        .put("name", "Ada")
                        .put("clientId", "tab")
                        .put("lastSeenSeq", 3)
                        .put("epoch", "epoch-1"))) {
      assertThat(ada.payload("auth:success").getBoolean("resumed")).isTrue();
      JsonObject state = ada.payload("session:state");
      assertThat(state.getLong("seq")).isEqualTo(EVENTS);
      assertThat(state.getString("reason")).isEqualTo("resync");
      ada.next("session:joined");
      assertThat(ada.move("mu", 0.55).next("param:broadcast").getLong("seq")).isEqualTo(EVENTS + 2);
    }
  }
}
