package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk is full: who writes is told, who reads goes on, and nothing is lost. */
final class FullDiskServerTest {

  /** Room for the log, and for a write-ahead log that has grown to its checkpoint. */
  private static final int MEGABYTES = 8;

  @TempDir private Path mountPoint;

  private SmallDisk disk;
  private LiveServer server;
  private String session;
  private Tab ada;
  private Tab zoe;

  @BeforeEach
  void start() throws Exception {
    disk = SmallDisk.mount(mountPoint, MEGABYTES);
    server = LiveServer.start(disk.root(), "DURABILITY=fsync", "PRESENCE_GRACE_MS=60000");
    session = server.createSession();
    ada = server.join(session, "ada");
    zoe = server.join(session, "zoe");
    ada.next("session:joined");
  }

  @AfterEach
  void stop() throws Exception {
    // Where nothing can be mounted nothing was started.
    if (disk != null) {
      ada.close();
      zoe.close();
      server.close();
      disk.close();
    }
  }

  @Test
  @Timeout(60)
  void writers_are_told_readers_go_on_and_service_returns_with_the_space() throws Exception {
    disk.fill();
    List<JsonObject> seen = new ArrayList<>();
    long refused = moveUntilRefused(seen);

    // Hands are still shown, what was missed is still told, and a tab that blinks comes back.
    JsonObject holding = new JsonObject().put("param", "mu").put("value", 0.61);
    ada.send("presence:update", new JsonObject().put("holding", holding));
    for (JsonObject message : seen) {
      assertThat(zoe.next("param:broadcast")).isEqualTo(message);
    }
    assertThat(zoe.payload("presence:broadcast").getString("clientId")).isEqualTo("ada");
    zoe.send("session:resync", new JsonObject().put("lastSeenSeq", Long.MAX_VALUE));
    assertThat(zoe.payload("session:state").getLong("seq")).isEqualTo(2 + seen.size());
    zoe.drop();
    zoe = server.connect(session).auth(identity("zoe").put("lastSeenSeq", 2));
    assertThat(zoe.payload("auth:success").getBoolean("resumed")).isTrue();
    for (JsonObject message : seen) {
      assertThat(zoe.next("param:broadcast")).isEqualTo(message);
    }
    zoe.next("presence:broadcast");
    assertThat(server.get(LiveServer.SESSIONS + "/" + session).statusCode()).isEqualTo(200);

    // Who would have to be written down is sent to try again later.
    try (Tab eve = server.connect(session).auth(identity("eve"))) {
      assertThat(eve.closeCode()).isEqualTo(1013);
    }
    assertSaysThatItIsFull(server.post(LiveServer.SESSIONS, "{}"), "Unavailable");
    assertSaysThatItIsFull(server.get("/health"), "unhealthy");
    assertSaysThatItIsFull(server.get("/ready"), "not ready");

    disk.free();

    // What was refused is sent again under its number, and takes the very next of the log's.
    ada.move(refused, 2, "mu", valueOf(refused));
    JsonObject written = ada.next("param:broadcast");
    assertThat(written.getLong("seq")).isEqualTo(2 + seen.size() + 1);
    assertThat(written.getJsonObject("payload").getLong("n")).isEqualTo(refused);
    assertThat(zoe.next("param:broadcast")).isEqualTo(written);
    untilWell();
    server.join(server.createSession(), "eve").close();

    server.stop();
    assertThat(ada.untilClosed(1012)).isEmpty();
    server.startAgain();
    assertThat(server.session(session).getLong("current_seq")).isEqualTo(2 + seen.size() + 1);
  }

  /** Moves until the log has no room; returns the number of the move that it had none for. */
  private long moveUntilRefused(List<JsonObject> seen) {
    for (long n = 1; ; n++) {
      ada.move(n, 2, "mu", valueOf(n));
      JsonObject answer = ada.next();
      if (answer.getString("type").equals("param:broadcast")) {
        seen.add(answer);
        continue;
      }
      JsonObject error = answer.getJsonObject("payload");
      assertThat(error.getString("code")).isEqualTo("unavailable");
      assertThat(error.getLong("n")).isEqualTo(n);
      assertThat(error.getLong("retryAfterMs")).isPositive();
      return n;
    }
  }

  private static double valueOf(long n) {
    return 0.5 + (n % 1000) * 0.0001;
  }

  private static JsonObject identity(String clientId) {
    return new JsonObject().put("name", clientId).put("clientId", clientId);
  }

  private static void assertSaysThatItIsFull(HttpResponse<String> response, String word) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains(word);
  }

  /** An answer is good for a moment; the test's own limit ends it. */
  private void untilWell() {
    while (server.get("/ready").statusCode() != 200 || server.get("/health").statusCode() != 200) {
      Thread.onSpinWait();
    }
  }
}
