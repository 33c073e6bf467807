package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** The outlet into a socket. */
record ChannelOutlet(ChannelHandlerContext out) implements Outlet {

  @Override
  public boolean isWritable() {
    return out.channel().isWritable();
  }

  @Override
  public void write(ByteBuf frame) {
    // No promise of its own: a write that fails is reported to the connection as an exception.
    var _ = out.write(frame, out.voidPromise());
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    // Whoever has to know hears of it when the channel becomes inactive.
    var _ = out.close();
  }
}
