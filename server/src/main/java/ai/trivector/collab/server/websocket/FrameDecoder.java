package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;

/**
 * Netty's strict decoder with our bounds, which also knows whether it is in the middle of a frame:
 * a frame that never ends must not hold memory forever. On its event loop only.
 */
final class FrameDecoder extends WebSocket13FrameDecoder {

  private boolean midFrame;

  /** After a violation nobody knows where the next frame begins: the rest is thrown away. */
  private boolean corrupt;

  FrameDecoder(WebSocketDecoderConfig config) {
    super(config);
  }

  /**
   * To be made once for all connections. What is refused is only reported: {@link Connection} says
   * goodbye, so that it is counted.
   */
  static WebSocketDecoderConfig config(MessageBounds bounds) {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(bounds.maxBytes())
        .expectMaskedFrames(true)
        .allowMaskMismatch(false)
        .allowExtensions(false)
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
    } catch (CorruptedFrameException e) {
      corrupt = true;
      throw e;
    }
  }

  /** Whether a frame has begun and not ended. */
  boolean isMidFrame() {
    return midFrame;
  }
}
