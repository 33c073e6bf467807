package ai.trivector.collab.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a request may take, and how many connections may be at it, over real sockets. */
final class PlainConnectionsTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int FEW = 3;
  private static final int REPLY_TIMEOUT_MILLIS = 5000;
  private static final String HEAD = "GET /hello HTTP/1.1\r\nHost: test\r\n";
  private static final String REQUEST = HEAD + "\r\n";
  private static final String ANSWER = "hello";

  private final Vertx vertx = Vertx.vertx();
  private int port;

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private PlainConnections serve(Duration requestTimeout) {
    Router router = Router.router(vertx);
    router.route("/*").handler(BodyHandler.create(false));
    router.errorHandler(500, _ -> {});
    router.route("/hello").handler(context -> context.response().end(ANSWER));
    router
        .route("/socket")
        .handler(context ->
            context.request().toNetSocket().onSuccess(socket -> socket.handler(socket::write)));
    PlainConnections plain = new PlainConnections(FEW, requestTimeout);
    HttpServer http =
        vertx
            .createHttpServer(PlainConnections.options().setHost("127.0.0.1").setPort(0))
            .connectionHandler(plain::accept)
            .requestHandler(router)
            .listen()
            .await();
    port = http.actualPort();
    return plain;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        HEAD,
        "POST /hello HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n{",
        "POST /hello HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
      })
  void aRequestThatDoesNotEndInTimeIsToldSoHoweverOftenAByteOfItComes(String start)
      throws IOException {
    serve(SHORT);
    try (Socket client = connect()) {
      write(client, start);
      long begin = System.nanoTime();
      assertThat(dripUntilClosed(client)).startsWith("HTTP/1.1 408 ");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SHORT.multipliedBy(10));
    }
  }

  @Test
  void whoConnectsAndSaysNothingIsClosedWithoutAWord() throws IOException {
    PlainConnections plain = serve(SHORT);
    try (Socket client = connect()) {
      assertThat(readToEnd(client)).isEmpty();
      awaitCount(plain, 0);
    }
  }

  @Test
  void aConnectionIsKeptForAnotherRequestWhichThenHasItsOwnTime() throws IOException {
    PlainConnections plain = serve(SHORT);
    try (Socket client = connect()) {
      long begin = System.nanoTime();
      write(client, REQUEST);
      readAnswer(client);
      // Longer than a request may take; what is waited for is another that is closed after it.
      try (Socket silent = connect()) {
        assertThat(readToEnd(silent)).isEmpty();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(SHORT);
      write(client, REQUEST + REQUEST + HEAD.substring(0, 5));
      readAnswer(client);
      readAnswer(client);
      assertThat(plain.count()).isEqualTo(1);
      assertThat(dripUntilClosed(client)).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void anUpgradedConnectionIsNotPlainAnyMoreAndHasAllTheTimeThatItWants() throws IOException {
    PlainConnections plain = serve(SHORT);
    try (Socket client = connect()) {
      write(
          client,
          "GET /socket HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
      assertThat(readHead(client)).startsWith("HTTP/1.1 101 ");
      assertThat(plain.count()).isZero();
      try (Socket silent = connect()) {
        assertThat(readToEnd(silent)).isEmpty();
      }
      write(client, ANSWER);
      assertThat(read(client, ANSWER.length())).isEqualTo(ANSWER);
    }
  }

  @Test
  void whenThereAreTooManyTheNextIsSentAwayUntilOneHasLeft() throws IOException {
    PlainConnections plain = serve(LONG);
    try (Socket first = connect();
        Socket second = connect();
        Socket third = connect()) {
      for (Socket each : new Socket[] {first, second, third}) {
        write(each, REQUEST);
        readAnswer(each);
      }
      try (Socket fourth = connect()) {
        assertThat(readToEnd(fourth))
            .startsWith("HTTP/1.1 503 ")
            .contains("\r\nRetry-After: 10\r\n");
      }
      assertThat(plain.count()).isEqualTo(FEW);
      write(third, "GET /hello HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
      assertThat(readToEnd(third)).startsWith("HTTP/1.1 200 ");
      awaitCount(plain, FEW - 1);
      try (Socket fifth = connect()) {
        write(fifth, REQUEST);
        readAnswer(fifth);
      }
    }
  }

  @Test
  void headsHaveBounds() throws IOException {
    serve(LONG);
    String filler = "x".repeat(9000);
    for (String head :
        new String[] {
          "GET /hello?" + filler + " HTTP/1.1\r\nHost: test\r\n\r\n",
          HEAD + "X-Filler: " + filler + "\r\n\r\n",
          HEAD + "X-Filler: y\r\n".repeat(1000) + "\r\n",
          "\u0000\u0001 nonsense\r\n\r\n"
        }) {
      try (Socket client = connect()) {
        write(client, head);
        assertThat(readToEnd(client)).matches("(?s)HTTP/1.[01] (400|414|431) .*");
      }
    }
  }

  /** What has left is counted a moment after the other side knows. */
  private static void awaitCount(PlainConnections plain, int count) {
    long begin = System.nanoTime();
    while (plain.count() != count
        && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(REPLY_TIMEOUT_MILLIS)) {
      Thread.onSpinWait();
    }
    assertThat(plain.count()).isEqualTo(count);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(REPLY_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a byte whenever there is time for one, and returns what the server said at last. */
  private static String dripUntilClosed(Socket socket) throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    Thread drip =
        Thread.startVirtualThread(() -> {
          try {
            while (!closed.await(SHORT.toMillis() / 10, TimeUnit.MILLISECONDS)) {
              write(socket, "x");
            }
          } catch (IOException | InterruptedException _) {
            // The server hung up.
          }
        });
    try {
      return readToEnd(socket);
    } finally {
      closed.countDown();
      drip.interrupt();
    }
  }

  private static String readToEnd(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    try {
      for (int next; (next = socket.getInputStream().read()) >= 0; ) {
        all.append((char) next);
      }
    } catch (SocketException _) {
      // A reset: something that we sent was not read any more.
    }
    return all.toString();
  }

  private static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append(read(socket, 1));
    }
    return head.toString();
  }

  private static void readAnswer(Socket socket) throws IOException {
    assertThat(readHead(socket)).startsWith("HTTP/1.1 200 ");
    assertThat(read(socket, ANSWER.length())).isEqualTo(ANSWER);
  }

  private static String read(Socket socket, int bytes) throws IOException {
    byte[] read = socket.getInputStream().readNBytes(bytes);
    assertThat(read).hasSize(bytes);
    return new String(read, StandardCharsets.ISO_8859_1);
  }
}
