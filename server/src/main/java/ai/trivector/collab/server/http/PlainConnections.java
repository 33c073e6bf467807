package ai.trivector.collab.server.http;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections that are no WebSocket, or not yet: each is held to {@link RequestDeadline}, and
 * there are only so many, so that slow ones leave descriptors for the others. Any thread may call
 * it, about a connection of its own event loop.
 */
public final class PlainConnections {

  /** A call has 16 KB at most; what takes longer than this is a fault, or meant. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** As Vert.x names them. What is behind the encoder sees HTTP's messages both ways. */
  private static final String HTTP_DECODER = "httpDecoder";

  static final String HTTP_ENCODER = "httpEncoder";
  private static final String REQUEST_BYTES = "requestBytes";
  private static final String REQUEST_DEADLINE = "requestDeadline";

  /** Room for a browser's usual headers three times over; a token is in a body, not in here. */
  private static final int MAX_HEADERS_BYTES = 8 * 1024;

  private static final int MAX_REQUEST_LINE_BYTES = 4 * 1024;

  /** A connection that is kept for another request is closed after this. */
  private static final int IDLE_SECONDS = 60;

  private final int max;
  private final Duration requestTimeout;
  private final AtomicInteger open = new AtomicInteger();

  /** Those beyond that are being told so. */
  private final AtomicInteger refused = new AtomicInteger();

  /**
   * @param max how many there may be at once
   * @param requestTimeout from a request's first byte to its last
   */
  public PlainConnections(int max, Duration requestTimeout) {
    this.max = max;
    this.requestTimeout = requestTimeout;
  }

  /** How a server of such connections listens. */
  public static HttpServerOptions options() {
    return new HttpServerOptions()
        .setCompressionSupported(true)
        // No HTTP/2 in clear text: no browser speaks it, and a socket could not be taken over.
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADERS_BYTES)
        .setIdleTimeout(IDLE_SECONDS);
  }

  /** How many there are. */
  public int count() {
    return open.get();
  }

  /** Takes in a connection that was just opened, or sends it away. */
  public void accept(HttpConnection connection) {
    Channel channel = ((ConnectionBase) connection).channel();
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      refuse(channel);
      return;
    }
    RequestDeadline deadline = new RequestDeadline(requestTimeout, open::decrementAndGet);
    channel
        .pipeline()
        .addBefore(HTTP_DECODER, REQUEST_BYTES, deadline.new Bytes())
        .addAfter(HTTP_ENCODER, REQUEST_DEADLINE, deadline);
  }

  /** At once: to wait for the request first would be to let it in. */
  private void refuse(Channel channel) {
    channel.closeFuture().addListener(_ -> refused.decrementAndGet());
    if (refused.incrementAndGet() > max) {
      // Not even a word: who is told stays for a moment.
      var _ = channel.close();
    } else {
      LastWord.FULL.say(channel.pipeline());
    }
  }
}
