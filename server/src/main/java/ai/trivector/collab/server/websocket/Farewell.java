package ai.trivector.collab.server.websocket;

import ai.trivector.collab.server.runtime.Loop;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * The end of a connection: our close frame is on its way, and what still comes is thrown away. A
 * client that neither reads nor answers keeps the socket only until the deadline.
 *
 * <p>Throwing away what comes, rather than closing at once, is what lets the client read our close
 * frame: a socket that is closed with unread bytes is reset. On the connection's event loop only.
 */
final class Farewell extends ChannelInboundHandlerAdapter {

  /** What the client has to do before the connection is closed. */
  @FunctionalInterface
  interface Kind {
    Farewell start(ChannelHandlerContext out, Loop loop, WebSocketSettings settings);
  }

  private final ChannelHandlerContext out;
  private final Loop.Timer deadline;

  private Farewell(ChannelHandlerContext out, Loop.Timer deadline) {
    this.out = out;
    this.deadline = deadline;
  }

  /** Our close frame was written; the client's is to come. */
  static Farewell untilAnswered(ChannelHandlerContext out, Loop loop, WebSocketSettings settings) {
    return new Farewell(out, loop.schedule(settings.closeTimeout(), () -> hangUp(out)));
  }

  /** The client's close frame came, and ours was written as the answer. */
  static Farewell untilSent(ChannelHandlerContext out, Loop loop, WebSocketSettings settings) {
    Farewell farewell = untilAnswered(out, loop, settings);
    var _ = out.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> hangUp(out));
    return farewell;
  }

  /**
   * Our close frame was written as the answer to what is no frame, so that nothing that comes after
   * it can be an answer: our side is closed as well, and the client has only to close its own.
   */
  static Farewell untilHungUp(ChannelHandlerContext out, Loop loop, WebSocketSettings settings) {
    Farewell farewell = untilAnswered(out, loop, settings);
    var _ = out.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput(out));
    return farewell;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean answered = message instanceof CloseWebSocketFrame;
    ReferenceCountUtil.release(message);
    if (answered) {
      hangUp(out);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.cancel();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof CorruptedFrameException)) {
      hangUp(out);
    }
  }

  private static void endOutput(ChannelHandlerContext out) {
    var _ = ((DuplexChannel) out.channel()).shutdownOutput();
  }

  private static void hangUp(ChannelHandlerContext out) {
    // Whoever has to know hears of it when the channel becomes inactive.
    var _ = out.close();
  }
}
