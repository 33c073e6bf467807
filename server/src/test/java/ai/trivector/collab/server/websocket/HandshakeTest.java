package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.CloseCode;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is upgraded, who is turned away, and that nothing is lost in between. */
final class HandshakeTest {

  private static final String PATH = "/api/v1/session/connect/abc";

  private TestServer server = new TestServer(TestServer.settings());

  @AfterEach
  void stop() {
    server.close();
  }

  private TestServer restart(WebSocketSettings settings, HttpServerOptions options) {
    server.close();
    server = new TestServer(settings, options, System::nanoTime);
    return server;
  }

  private String answerTo(String request) {
    try (RawClient client = new RawClient(server.port())) {
      client.write(request.getBytes(StandardCharsets.US_ASCII));
      return client.readHead();
    }
  }

  @Test
  void theKeyIsAnsweredAsInTheRfcAndNothingElseIsNegotiated() {
    String answer =
        answerTo(
            RawClient.upgrade(
                PATH,
                "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10, x",
                "Sec-WebSocket-Protocol: chat",
                "Accept-Encoding: gzip"));
    assertThat(answer)
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        .containsIgnoringCase("upgrade: websocket")
        .containsIgnoringCase("connection: upgrade");
    assertThat(answer.toLowerCase(Locale.ROOT))
        .doesNotContain("extensions", "protocol:", "encoding", "content-length");
  }

  @Test
  void compressionIsAcceptedAsABrowserOffersIt() {
    assertThat(
            answerTo(
                RawClient.upgrade(
                    PATH, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")))
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase(
            "sec-websocket-extensions: permessage-deflate; client_no_context_takeover\r\n");
  }

  @Test
  void whoIsSentAwayIsPromisedNothing() {
    assertThat(
            answerTo(
                RawClient.upgrade(
                    PATH,
                    "Origin: https://evil.example",
                    "Sec-WebSocket-Extensions: permessage-deflate")))
        .startsWith("HTTP/1.1 101 ")
        .doesNotContainIgnoringCase("extensions");
  }

  @ParameterizedTest
  @CsvSource({
    "GET , POST , 405",
    "Upgrade: websocket , X: y, 426",
    "keep-alive, close, 426",
    "Version: 13, Version: 8, 426",
    "dGhlIHNhbXBsZSBub25jZQ==, c2hvcnQ=, 400",
    "dGhlIHNhbXBsZSBub25jZQ==, not base64, 400",
    "Host: test, 'Host: test\r\nContent-Length: 4', 400",
    "Host: test, 'Host: test\r\nTransfer-Encoding: chunked', 400",
  })
  void whatIsNoUpgradeIsAProblem(String replaced, String by, int status) {
    String request =
        RawClient.upgrade(PATH).replace(replaced, by).replace("close, Upgrade", "close");
    assertThat(answerTo(request))
        .startsWith("HTTP/1.1 " + status)
        .containsIgnoringCase("content-type: application/problem+json")
        .matches(head -> status != 426 || head.contains("Sec-WebSocket-Version: 13"));
  }

  @Test
  void aForeignOriginIsToldSo() {
    try (RawClient client =
        new RawClient(server.port()).connect(PATH, "Origin: https://evil.example")) {
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.FORBIDDEN.code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestServer.ALLOWED_ORIGIN, "http://test", "https://test"})
  void anAllowedOriginAndTheServersOwnPageMayConnect(String origin) {
    try (RawClient client = new RawClient(server.port()).connect(PATH, "Origin: " + origin)) {
      client.send(TestServer.AUTH).send(TestServer.PING);
      assertThat(client.readText()).isEqualTo(TestServer.PONG);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b",
        "%20",
        "a%2Fb",
        "12345678901234567890123456789012345678901234567890123456789012345"
      })
  void anIdThatIsNoneOfASessionIsToldSo(String id) {
    try (RawClient client = new RawClient(server.port()).connect("/api/v1/session/connect/" + id)) {
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.NO_SUCH_SESSION.code());
      assertThat(server.connections.count()).isZero();
    }
  }

  @Test
  void aFullServerSaysSoAndTakesTheNextWhenOneHasLeft() {
    WebSocketSettings usual = TestServer.settings();
    restart(
        new WebSocketSettings(
            1,
            usual.heartbeat(),
            usual.messagesPerSecond(),
            usual.burst(),
            usual.authTimeout(),
            usual.message(),
            usual.closeTimeout()),
        new HttpServerOptions());
    try (RawClient first = server.connect()) {
      try (RawClient second = server.connect()) {
        assertThat(second.readCloseCode()).isEqualTo(CloseCode.OVER_CAPACITY.code());
      }
      assertThat(server.connections.count()).isEqualTo(1);
      first.write(RawClient.close(1000));
      assertThat(first.readToEnd()).hasSize(1);
    }
    server
        .connections
        .closeAll(CloseCode.RESTARTING, "", Duration.ofSeconds(5))
        .toCompletableFuture()
        .join();
    assertThat(server.connections.count()).isZero();
  }

  @Test
  void closeAllClosesAllAndWhoComesThenIsSentAway() {
    try (RawClient first = server.join();
        RawClient second = server.connect()) {
      var closed =
          server
              .connections
              .closeAll(CloseCode.RESTARTING, "restarting", Duration.ofSeconds(5))
              .toCompletableFuture();
      assertThat(first.readCloseCode()).isEqualTo(CloseCode.RESTARTING.code());
      assertThat(second.readCloseCode()).isEqualTo(CloseCode.RESTARTING.code());
      assertThat(closed).isNotDone();
      first.write(RawClient.close(1012));
      second.write(RawClient.close(1012));
      closed.join();
      assertThat(server.connections.count()).isZero();
      assertThat(server.next(TestServer.Told.Disconnected.class).deliberate()).isFalse();
    }
    try (RawClient late = server.connect()) {
      assertThat(late.readCloseCode()).isEqualTo(CloseCode.RESTARTING.code());
    }
  }

  @Test
  void closeAllDoesNotWaitBeyondItsDeadline() {
    try (RawClient client = server.join()) {
      server
          .connections
          .closeAll(CloseCode.RESTARTING, "", Duration.ofMillis(1))
          .toCompletableFuture()
          .join();
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.RESTARTING.code());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void framesRightBehindTheHandshakeAreNotLost(boolean http2) {
    restart(TestServer.settings(), new HttpServerOptions().setHttp2ClearTextEnabled(http2));
    try (RawClient client = new RawClient(server.port())) {
      client.write(
          concat(
              RawClient.upgrade(PATH).getBytes(StandardCharsets.US_ASCII),
              RawClient.text(TestServer.AUTH),
              RawClient.text(TestServer.PING)));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.readText()).isEqualTo(TestServer.PONG);
      client.send(TestServer.PING);
      assertThat(client.readText()).isEqualTo(TestServer.PONG);
    }
  }

  @Test
  void anUpgradeOfAConnectionThatWasUsedForAnotherRequestLosesNothingEither() {
    try (RawClient client = new RawClient(server.port())) {
      client.write("GET /none HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
      client.skip("<html><body><h1>Resource not found</h1></body></html>".length());
      client.write(
          concat(
              RawClient.upgrade(PATH).getBytes(StandardCharsets.US_ASCII),
              RawClient.text(TestServer.AUTH),
              RawClient.text(TestServer.PING)));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.readText()).isEqualTo(TestServer.PONG);
    }
  }

  @Test
  void halfAFrameBehindTheHandshakeIsContinuedByWhatComesNext() {
    restart(TestServer.settings(), new HttpServerOptions().setHttp2ClearTextEnabled(false));
    byte[] auth = RawClient.text(TestServer.AUTH);
    try (RawClient client = new RawClient(server.port())) {
      client.write(
          concat(
              RawClient.upgrade(PATH).getBytes(StandardCharsets.US_ASCII),
              Arrays.copyOf(auth, 10)));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      client.write(Arrays.copyOfRange(auth, 10, auth.length));
      client.send(TestServer.PING);
      assertThat(client.readText()).isEqualTo(TestServer.PONG);
    }
  }

  @Test
  void theHttpServersIdleTimeoutDoesNotReachASocket() {
    restart(
        TestServer.settings(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(5)),
        new HttpServerOptions()
            .setIdleTimeout(100)
            .setIdleTimeoutUnit(java.util.concurrent.TimeUnit.MILLISECONDS));
    try (RawClient client = server.join()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.read().opcode()).isEqualTo(RawClient.PING);
        client.write(RawClient.frame(RawClient.FIN | RawClient.PONG, ""));
      }
    }
  }

  @Test
  void anHttpServerThatIsClosedClosesTheSocketsToo() {
    try (RawClient client = server.join()) {
      server.close();
      assertThat(client.readToEnd()).isEmpty();
      assertThat(server.next(TestServer.Told.Disconnected.class).deliberate()).isFalse();
    }
  }

  static byte[] concat(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
