package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketFrame;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Netty's client against the product's socket, with compression: messages of the sizes that
 * Autobahn's sections 12 and 13 send, of text that compresses well and of text that does not, in
 * one frame and in many.
 */
final class CompressionInteropTest {

  private static final long REPLY_TIMEOUT_SECONDS = 10;
  private static final int EACH = 20;
  private static final int MAX_BYTES = 1 << 20;

  private static final Vertx vertx = Vertx.vertx();
  private static final EchoServer server = new EchoServer();

  @AfterAll
  static void stop() {
    vertx.close().await();
    server.close();
  }

  @ParameterizedTest(name = "{0} bytes, in frames of {1}, each afresh: {2}")
  @CsvSource({
    "0, 65536, false",
    "1, 65536, false",
    "16, 65536, false",
    "1023, 65536, false",
    "1024, 65536, false",
    "4096, 65536, false",
    "16384, 256, false",
    "65536, 1000, false",
    "131072, 65536, false",
    "16, 65536, true",
    "1024, 100, true",
    "131072, 65536, true",
  })
  void whatIsSentCompressedComesBackAsItWas(int size, int frame, boolean afresh) throws Exception {
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setTryUsePerMessageCompression(true)
            .setCompressionAllowClientNoContext(true)
            .setCompressionRequestServerNoContext(afresh)
            .setMaxFrameSize(MAX_BYTES)
            .setMaxMessageSize(MAX_BYTES);
    URI url = URI.create(server.url());
    // Held to the end: one that nobody refers to closes its sockets.
    WebSocketClient client = vertx.createWebSocketClient(options);
    WebSocket socket = client.connect(url.getPort(), url.getHost(), url.getPath()).await();
    assertThat(socket.headers().get("Sec-WebSocket-Extensions"))
        .isEqualTo(new PerMessageDeflate(afresh, false).response());
    BlockingQueue<String> echoes = new LinkedBlockingQueue<>();
    socket.textMessageHandler(echoes::add);
    Random random = new Random(size);
    for (int i = 0; i < EACH; i++) {
      String text = text(random, size, i % 2 == 0 ? 4 : 90);
      send(socket, text, frame);
      String echo = echoes.poll(REPLY_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      // Not shown, should they differ: they are long.
      assertThat(text.equals(echo)).isTrue();
    }
    socket.close().await();
    client.close().await();
  }

  private static void send(WebSocket socket, String text, int frame) {
    int at = 0;
    do {
      int end = Math.min(text.length(), at + frame);
      String part = text.substring(at, end);
      boolean last = end == text.length();
      var _ =
          socket.writeFrame(
              at == 0
                  ? WebSocketFrame.textFrame(part, last)
                  : WebSocketFrame.continuationFrame(Buffer.buffer(part), last));
      at = end;
    } while (at < text.length());
  }

  /** Of so many different characters. */
  private static String text(Random random, int size, int alphabet) {
    StringBuilder text = new StringBuilder(size);
    for (int i = 0; i < size; i++) {
      text.append((char) (' ' + random.nextInt(alphabet)));
    }
    return text.toString();
  }
}
