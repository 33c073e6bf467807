package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.trivector.collab.server.store.sqlite.SmallDisk;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk is full or fails: who writes is told, who reads goes on, nothing is lost. */
final class DiskTest {

  private static final String[] SETTINGS = {"DURABILITY=fsync", "PRESENCE_GRACE_MS=60000"};

  @TempDir private Path mountPoint;
  @TempDir private Path images;

  @Test
  @Timeout(60)
  void writers_are_told_readers_go_on_and_service_returns_with_the_space() throws Exception {
    try (SmallDisk disk = mounted(SmallDisk.inMemory(mountPoint));
        LiveServer server = LiveServer.start(mountPoint.resolve("data"), SETTINGS)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        disk.fill();
        List<JsonObject> seen = new ArrayList<>();
        long refused = moveUntilRefused(ada, seen);
        long end = 2L + seen.size();
        assertThatReadersGoOn(server, session, ada, zoe, seen);
        assertThatNobodyNewIsTakenOn(server, session);

        disk.empty();

        // What was refused is sent again under its number, and takes the very next of the log's.
        ada.move(refused, 2, "mu", valueOf(refused));
        JsonObject written = ada.next("param:broadcast");
        assertThat(written.getLong("seq")).isEqualTo(end + 1);
        assertThat(written.getJsonObject("payload").getLong("n")).isEqualTo(refused);
        untilWell(server);
        server.join(server.createSession(), "eve").close();

        server.stop();
        assertThat(ada.untilClosed(1012)).isEmpty();
        server.startAgain();
        assertThat(server.session(session).getLong("current_seq")).isEqualTo(end + 1);
      }
    }
  }

  @Test
  @Timeout(60)
  void a_disk_that_fails_is_said_to_and_what_was_there_is_there_once_it_is_mounted_again()
      throws Exception {
    Path image = images.resolve("disk.img");
    try (SmallDisk disk = mounted(SmallDisk.onDevice(image, mountPoint));
        LiveServer server = LiveServer.start(mountPoint.resolve("data"), SETTINGS)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        ada.move(1, 2, "mu", valueOf(1));
        JsonObject seen = ada.next("param:broadcast");
        disk.fail();
        ada.move(2, 3, "mu", valueOf(2));
        assertThat(ada.payload("error").getString("code")).isEqualTo("unavailable");
        assertThatReadersGoOn(server, session, ada, zoe, List.of(seen));
        assertThatNobodyNewIsTakenOn(server, session);
      }

      // The system lets nobody write to it again before everybody has let go of it.
      server.stop();
      disk.mountAgain(image);
      server.startAgain();
      try (Tab ada = server.connect(session).auth(identity("ada").put("lastSeenSeq", 3))) {
        assertThat(ada.payload("auth:success").getBoolean("resumed")).isTrue();
        ada.move(2, 3, "mu", valueOf(2));
        assertThat(ada.next("param:broadcast").getLong("seq")).isEqualTo(4);
      }
    }
  }

  private static SmallDisk mounted(Optional<SmallDisk> disk) {
    assumeTrue(disk.isPresent(), "a process that may mount a file system");
    return disk.orElseThrow();
  }

  /** Moves until the log has no room; returns the number of the move that it had none for. */
  private static long moveUntilRefused(Tab ada, List<JsonObject> seen) {
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

  /** Hands are still shown, what was missed is still told, and a tab that blinks comes back. */
  private static void assertThatReadersGoOn(
      LiveServer server, String session, Tab ada, Tab zoe, List<JsonObject> seen) {
    JsonObject holding = new JsonObject().put("param", "mu").put("value", 0.61);
    ada.send("presence:update", new JsonObject().put("holding", holding));
    for (JsonObject message : seen) {
      assertThat(zoe.next("param:broadcast")).isEqualTo(message);
    }
    assertThat(zoe.payload("presence:broadcast").getString("clientId")).isEqualTo("ada");
    zoe.send("session:resync", new JsonObject().put("lastSeenSeq", Long.MAX_VALUE));
    assertThat(zoe.payload("session:state").getLong("seq")).isEqualTo(2 + seen.size());
    zoe.drop();
    try (Tab back = server.connect(session).auth(identity("zoe").put("lastSeenSeq", 2))) {
      assertThat(back.payload("auth:success").getBoolean("resumed")).isTrue();
      for (JsonObject message : seen) {
        assertThat(back.next("param:broadcast")).isEqualTo(message);
      }
      back.next("presence:broadcast");
    }
    assertThat(server.get(LiveServer.SESSIONS + "/" + session).statusCode()).isEqualTo(200);
  }

  /** Who would have to be written down is sent to try again later. */
  private static void assertThatNobodyNewIsTakenOn(LiveServer server, String session) {
    try (Tab eve = server.connect(session).auth(identity("eve"))) {
      assertThat(eve.closeCode()).isEqualTo(1013);
    }
    assertRefused(server.post(LiveServer.SESSIONS, "{}"), "Unavailable");
    assertRefused(server.get("/health"), "unhealthy");
    assertRefused(server.get("/ready"), "not ready");
  }

  private static void assertRefused(HttpResponse<String> response, String word) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains(word);
  }

  /** An answer is good for a moment; the test's own limit ends it. */
  private static void untilWell(LiveServer server) {
    while (server.get("/ready").statusCode() != 200 || server.get("/health").statusCode() != 200) {
      Thread.onSpinWait();
    }
  }

  private static double valueOf(long n) {
    return 0.5 + (n % 1000) * 0.0001;
  }

  private static JsonObject identity(String clientId) {
    return new JsonObject().put("name", clientId).put("clientId", clientId);
  }
}
