package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.server.config.Config;
import ai.trivector.collab.server.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a stop owes to those who are in the middle of something, and a start to who is in its way.
 */
final class StoppingTest {

  /** What a supervisor waits between SIGTERM and SIGKILL at the least. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  @TempDir Path dataDir;

  @Test
  @Timeout(30)
  void what_anybody_saw_is_in_the_log_and_everybody_is_told_to_come_back() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      String session = server.createSession();
      List<JsonObject> seen;
      try (Tab ada = server.join(session, "ada")) {
        for (int i = 0; i < 100; i++) {
          ada.move("mu", 0.5 + i * 0.001);
        }
        ada.next("param:broadcast");
        server.stop();
        seen = ada.untilClosed(1012);
      }
      server.startAgain();
      long last = seen.isEmpty() ? 2 : seen.getLast().getLong("seq");
      assertThat(server.session(session).getLong("current_seq")).isGreaterThanOrEqualTo(last);
    }
  }

  @Test
  @Timeout(30)
  void it_takes_less_than_a_supervisor_waits_even_if_nobody_answers() throws IOException {
    try (LiveServer server = LiveServer.start(dataDir);
        Socket deaf = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      deaf.setSoTimeout((int) LiveServer.TIMEOUT.toMillis());
      String session = server.createSession();
      deaf.getOutputStream().write(upgrade(session).getBytes(StandardCharsets.US_ASCII));
      assertThat(deaf.getInputStream().read()).isEqualTo('H');

      long started = System.nanoTime();
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);
      // The one who does not answer the goodbye gives us the time to ask.
      assertThat(untilStopping(server)).contains("\"status\":\"not ready\"");
      HttpResponse<String> health = server.get("/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(new JsonObject(health.body()).getString("status")).isEqualTo("unhealthy");
      try (Tab late = server.connect(session)) {
        assertThat(late.closeCode()).isEqualTo(1012);
      }
      stopped.join();
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(STOP_LIMIT);
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  /** Asks until the answer is that of a server that stops; the test's own limit ends it. */
  private static String untilStopping(LiveServer server) {
    HttpResponse<String> ready = server.get("/ready");
    while (ready.statusCode() == 200) {
      ready = server.get("/ready");
    }
    assertThat(ready.statusCode()).isEqualTo(503);
    return ready.body();
  }

  private static String upgrade(String session) {
    return "GET /api/v1/session/connect/"
        + session
        + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  @Test
  void to_stop_twice_is_to_stop_once() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      server.stop();
      server.stop();
      server.startAgain();
      assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_port_that_is_taken_is_named_and_the_data_is_let_go_of(@TempDir Path other)
      throws Exception {
    try (LiveServer first = LiveServer.start(dataDir)) {
      Config config = Config.from(Map.of("PORT", "" + first.port(), "DATA_DIR", other.toString()));
      assertThatThrownBy(() -> Server.start(config))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("PORT=" + first.port())
          .hasMessageContaining("HOST=127.0.0.1");
    }
    LiveServer.start(other).close();
  }

  @Test
  void a_data_directory_that_another_server_has_is_named_and_the_first_goes_on() throws Exception {
    try (LiveServer first = LiveServer.start(dataDir)) {
      Config config = Config.from(Map.of("PORT", "0", "DATA_DIR", dataDir.toString()));
      assertThatThrownBy(() -> Server.start(config))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("DATA_DIR");
      assertThat(first.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_data_directory_that_cannot_be_one_is_named(@TempDir Path other) throws Exception {
    Path file = Files.writeString(other.resolve("file"), "not a directory");
    Config config = Config.from(Map.of("PORT", "0", "DATA_DIR", file.toString()));
    assertThatThrownBy(() -> Server.start(config))
        .isInstanceOfAny(StartException.class, StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("cannot be used");
  }

  @Test
  void a_secret_that_is_damaged_is_named_and_the_data_is_let_go_of() throws Exception {
    Path file = Files.writeString(dataDir.resolve("jwt-secret"), "short");
    Config config = Config.from(Map.of("PORT", "0", "DATA_DIR", dataDir.toString()));
    assertThatThrownBy(() -> Server.start(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("DATA_DIR=" + dataDir)
        .hasMessageContaining(file.toString());
    Files.delete(file);
    LiveServer.start(dataDir, "JWT_SECRET=").close();
    assertThat(file).exists();
  }
}
