package ai.trivector.collab.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What a connection is told that is closed for its own conduct or for want of room, past Vert.x,
 * which has no request to answer. On the connection's event loop only.
 */
enum LastWord {
  REQUEST_TIMEOUT("408 Request Timeout", ""),
  FULL(
      "503 Service Unavailable",
      "Retry-After: %d\r\n".formatted(PlainConnections.REQUEST_TIMEOUT.toSeconds()));

  /** A connection that is closed with something unread is reset, and the answer may be lost. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final String response;

  LastWord(String status, String headers) {
    response =
        "HTTP/1.1 %s\r\n%sConnection: close\r\nContent-Length: 0\r\n\r\n"
            .formatted(status, headers);
  }

  /** Says it, and closes the connection when the client does, or soon. */
  void say(ChannelPipeline pipeline) {
    ChannelHandlerContext out = pipeline.context(PlainConnections.HTTP_ENCODER);
    var _ =
        out.writeAndFlush(Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII))
            .addListener(_ -> endOutput(out));
    Future<?> end =
        out.executor().schedule(() -> close(out), LINGER.toNanos(), TimeUnit.NANOSECONDS);
    out.channel().closeFuture().addListener(_ -> end.cancel(false));
  }

  private static void endOutput(ChannelHandlerContext out) {
    var _ = ((DuplexChannel) out.channel()).shutdownOutput();
  }

  private static void close(ChannelHandlerContext out) {
    var _ = out.close();
  }
}
