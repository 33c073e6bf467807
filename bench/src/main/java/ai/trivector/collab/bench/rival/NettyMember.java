package ai.trivector.collab.bench.rival;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One connection of {@link NettyBroadcast}. On its event loop only. */
final class NettyMember extends SimpleChannelInboundHandler<TextWebSocketFrame> {

  private final NettyRooms rooms;
  private String path = "";

  /** From where what is written goes past all encoders. */
  private @Nullable ChannelHandlerContext out;

  private boolean unflushed;

  NettyMember(NettyRooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake) {
      path = handshake.requestUri();
      out = ctx.pipeline().firstContext();
      rooms.enter(path, this);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
    rooms.broadcast(path, this, frame.content(), ctx.channel().eventLoop());
  }

  /** Takes over the frame; true if it is the first since the last flush. */
  boolean write(ByteBuf frame) {
    if (out == null) {
      frame.release();
      return false;
    }
    boolean first = !unflushed;
    unflushed = true;
    var _ = out.write(frame, out.channel().voidPromise());
    return first;
  }

  void flush() {
    unflushed = false;
    if (out != null) {
      out.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    rooms.leave(path, this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      cause.printStackTrace();
    }
    var _ = ctx.close();
  }
}
