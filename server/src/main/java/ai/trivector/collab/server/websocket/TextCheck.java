package ai.trivector.collab.server.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Netty's check that text is UTF-8, fragment by fragment. It lets compressed messages pass: whether
 * they are text is seen when they are inflated. On its connection's event loop only.
 */
final class TextCheck extends Utf8FrameValidator {

  /** Whether fragments of a compressed message are to come. */
  private boolean withinCompressed;

  TextCheck() {
    super(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof WebSocketFrame frame && isOfCompressed(frame)) {
      ctx.fireChannelRead(message);
    } else {
      super.channelRead(ctx, message);
    }
  }

  private boolean isOfCompressed(WebSocketFrame frame) {
    if (frame instanceof ContinuationWebSocketFrame) {
      boolean compressed = withinCompressed;
      withinCompressed = compressed && !frame.isFinalFragment();
      return compressed;
    }
    if (FrameDecoder.isCompressed(frame)) {
      withinCompressed = !frame.isFinalFragment();
      return true;
    }
    return false;
  }
}
