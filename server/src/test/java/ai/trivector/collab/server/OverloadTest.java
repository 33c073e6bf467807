package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that cannot keep up takes on nobody new, and those who are in wait for nothing else. */
final class OverloadTest {

  private static final String LONG_GRACE = "PRESENCE_GRACE_MS=60000";
  private static final String BEHIND = "too far behind";

  @TempDir private Path dataDir;

  @Test
  @Timeout(30)
  void new_work_is_sent_away_with_a_time_and_who_is_in_stays() throws Exception {
    try (LiveServer server = LiveServer.start(dataDir, LONG_GRACE)) {
      String busy = server.createSession();
      String quiet = server.createSession();
      try (Tab ada = server.join(busy, "ada");
          Tab zoe = server.join(quiet, "zoe")) {
        try (Held held = Held.of(dataDir)) {
          ada.move(1, 1, "mu", 0.6);
          assertSentAway(untilItSays(server, BEHIND), BEHIND);
          assertSentAway(server.post(LiveServer.SESSIONS, "{}"), "Overloaded");
          try (Tab eve = server.connect(quiet).auth(identity("eve"))) {
            assertThat(eve.closeCode()).isEqualTo(1013);
          }
          // Who has a place comes back to it, and is answered at once.
          zoe.drop();
          try (Tab back = server.connect(quiet).auth(identity("zoe").put("lastSeenSeq", 1))) {
            assertThat(back.payload("auth:success").getBoolean("resumed")).isTrue();
            back.send("ping", new JsonObject()).next("pong");
          }
          assertThat(held.stillHeld()).isTrue();
        }
        assertThat(ada.payload("param:broadcast").getLong("n")).isEqualTo(1);
      }
      server.join(server.createSession(), "eve").close();
      assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Timeout(30)
  void a_disk_that_hangs_is_said_to_within_seconds_and_asked_once() throws Exception {
    try (LiveServer server = LiveServer.start(dataDir);
        Held held = Held.of(dataDir)) {
      HttpResponse<String> health = server.get("/health");
      assertSentAway(health, "unhealthy");
      assertThat(health.body()).contains("did not answer within");
      assertThat(held.stillHeld()).isTrue();
    }
  }

  private static JsonObject identity(String clientId) {
    return new JsonObject().put("name", clientId).put("clientId", clientId);
  }

  /** The first answers may be from before the log was behind; the test's own limit ends it. */
  private static HttpResponse<String> untilItSays(LiveServer server, String word) {
    HttpResponse<String> ready = server.get("/ready");
    while (!ready.body().contains(word)) {
      ready = server.get("/ready");
    }
    return ready;
  }

  private static void assertSentAway(HttpResponse<String> response, String why) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains(why);
  }

  /** The file's write lock in a stranger's hands: every commit waits for it, as for a slow disk. */
  private record Held(Connection connection) implements AutoCloseable {

    static Held of(Path dataDir) throws SQLException {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("trivector.db"));
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
      }
      return new Held(connection);
    }

    boolean stillHeld() throws SQLException {
      return !connection.isClosed();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
