package ai.trivector.collab.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** One socket of a client, from the attempt to its end. On its loop only. */
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {

  /** That there was no close frame; never sent (RFC 6455, 7.4.1). */
  static final int LOST = 1006;

  private final Client client;
  private @Nullable Channel channel;
  private int closeCode = LOST;
  private boolean over;

  Connection(Client client) {
    this.client = client;
  }

  void send(String json) {
    if (channel != null) {
      ByteBuf text = channel.alloc().buffer(json.length());
      ByteBufUtil.writeAscii(text, json);
      var _ = channel.writeAndFlush(new TextWebSocketFrame(text), channel.voidPromise());
    }
  }

  /** Says that the client is there, without being asked: all that one does that reads nothing. */
  void showLife() {
    if (channel != null) {
      var _ = channel.writeAndFlush(new PongWebSocketFrame(), channel.voidPromise());
    }
  }

  void reads(boolean does) {
    if (channel != null) {
      channel.config().setAutoRead(does);
    }
  }

  void close(int code) {
    if (channel != null) {
      var _ = channel.writeAndFlush(new CloseWebSocketFrame(code, ""));
    }
  }

  /** Cuts it, as when a cable is pulled. */
  void cut() {
    if (channel != null) {
      var _ = channel.close();
    }
  }

  /** The attempt failed before there was a channel to say so. */
  void failed() {
    end();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      client.opened(this);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame text -> client.received(this, text.content());
      case CloseWebSocketFrame close -> {
        closeCode = close.statusCode();
        var _ = ctx.writeAndFlush(close.retain());
      }
      default -> client.violation("a frame that is neither text nor a close: " + frame);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof java.io.IOException)) {
      client.failed(this, cause);
    }
    var _ = ctx.close();
  }

  private void end() {
    if (!over) {
      over = true;
      client.lost(this, closeCode);
    }
  }
}
