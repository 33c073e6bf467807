package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Netty's strict decoder with our bounds, which also knows whether it is in the middle of a frame:
 * a frame that never ends must not hold memory forever. On its event loop only.
 */
final class FrameDecoder extends WebSocket13FrameDecoder {

  /** The bit that says that a message is compressed (RFC 7692, 6), among Netty's three. */
  private static final int RSV1 = 0b100;

  private boolean midFrame;

  /** After a violation nobody knows where the next frame begins: the rest is thrown away. */
  private boolean corrupt;

  FrameDecoder(WebSocketDecoderConfig config) {
    super(config);
  }

  /**
   * To be made once for all connections. What is refused is only reported: {@link Connection} says
   * goodbye, so that it is counted.
   *
   * @param compression whether it was agreed upon
   */
  static WebSocketDecoderConfig config(MessageBounds bounds, boolean compression) {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(bounds.maxBytes())
        .expectMaskedFrames(true)
        .allowMaskMismatch(false)
        .allowExtensions(compression)
        .closeOnProtocolViolation(false)
        .build();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (corrupt) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int before = out.size();
    try {
      super.decode(ctx, in, out);
      midFrame = out.size() == before;
      if (!midFrame && !isAgreedUpon((WebSocketFrame) out.getLast())) {
        ReferenceCountUtil.release(out.removeLast());
        throw new CorruptedWebSocketFrameException(
            WebSocketCloseStatus.PROTOCOL_ERROR, "a reserved bit that nobody agreed upon");
      }
    } catch (CorruptedFrameException e) {
      corrupt = true;
      throw e;
    }
  }

  /** Netty has seen to it that there are none, or else leaves to us what is done with them. */
  private static boolean isAgreedUpon(WebSocketFrame frame) {
    return frame.rsv() == 0
        || (frame.rsv() == RSV1
            && (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame));
  }

  /** Whether a frame is the first of a compressed message. */
  static boolean isCompressed(WebSocketFrame frame) {
    return frame.rsv() == RSV1;
  }

  /** Whether a frame has begun and not ended. */
  boolean isMidFrame() {
    return midFrame;
  }
}
