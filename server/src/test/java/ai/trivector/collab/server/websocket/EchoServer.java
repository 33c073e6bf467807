package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;

/**
 * The product's socket, from the upgrade to the last close frame, with an echo in the place of a
 * session. Only its bounds are others: the suite sends messages of 16 MB in 262144 fragments.
 */
final class EchoServer implements AutoCloseable {

  /** The largest message of the suite, with its 16 MB. */
  private static final MessageBounds MESSAGES =
      new MessageBounds(16 * 1024 * 1024, 1024 * 1024, Duration.ofMinutes(2));

  private static final WebSocketSettings SETTINGS =
      new WebSocketSettings(
          100,
          Duration.ofHours(1),
          1_000_000,
          1_000_000,
          Duration.ofHours(1),
          MESSAGES,
          // The suite waits a second for the connection to end; the product waits two.
          WebSocketSettings.defaults().closeTimeout());

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final HttpServer http;

  EchoServer() {
    Router router = Router.router(vertx);
    router
        .route(WebSocketEndpoint.PATH)
        .handler(
            new WebSocketEndpoint(
                (_, connection) -> new Echo(connection),
                _ -> false,
                new Connections(SETTINGS),
                SETTINGS));
    http =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setPort(0)
                    .setHost("127.0.0.1")
                    .setCompressionSupported(true)
                    .setHttp2ClearTextEnabled(false))
            .requestHandler(router)
            .listen()
            .await();
  }

  String url() {
    return "ws://127.0.0.1:" + http.actualPort() + "/api/v1/session/connect/echo";
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /** Sends back what comes, as one frame. On its connection's event loop only. */
  private static final class Echo implements MessageHandler {

    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;
    private static final int MAX_HEADER_BYTES = 10;

    private final Connection connection;
    private boolean over;

    Echo(Connection connection) {
      this.connection = connection;
    }

    @Override
    public boolean permitsControl() {
      return !over;
    }

    /** Compressed, if that was agreed upon and pays. */
    @Override
    public void onText(byte[] utf8) {
      connection.sendOwn(List.of(frame(RawClient.TEXT, utf8)));
    }

    @Override
    public void onBytes(byte[] bytes) {
      connection.send(frame(RawClient.BINARY, bytes));
    }

    private static ByteBuf frame(int opcode, byte[] payload) {
      ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER_BYTES + payload.length);
      frame.writeByte(RawClient.FIN | opcode);
      if (payload.length < LENGTH_IN_16_BITS) {
        frame.writeByte(payload.length);
      } else if (payload.length <= 0xFFFF) {
        frame.writeByte(LENGTH_IN_16_BITS).writeShort(payload.length);
      } else {
        frame.writeByte(LENGTH_IN_64_BITS).writeLong(payload.length);
      }
      return frame.writeBytes(payload);
    }

    @Override
    public void askFor(boolean state, boolean presence) {
      if (state) {
        throw new IllegalStateException("an echo was dropped: the suite reads too slowly");
      }
    }

    @Override
    public void end(boolean deliberate, int code, String by) {
      over = true;
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public String userName() {
      return "the suite";
    }
  }
}
