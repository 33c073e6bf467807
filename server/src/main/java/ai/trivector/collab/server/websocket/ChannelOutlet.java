package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The outlet into a socket. Mostly nothing waits there, and then a frame that many are sent goes to
 * the kernel past the channel, whose queue would cost more than all else that is ours: see ADR 26.
 */
final class ChannelOutlet implements Outlet {

  private final ChannelHandlerContext out;

  /** The channel's own, where it is of a kind that may be sent to past it. */
  private final @Nullable Socket socket;

  /** Whether the channel may hold something that has to go first: what others wrote at least. */
  private boolean channelUsed = true;

  ChannelOutlet(ChannelHandlerContext out) {
    this.out = out;
    socket =
        out.channel() instanceof EpollSocketChannel channel && channel.fd() instanceof Socket own
            ? own
            : null;
  }

  @Override
  public boolean isWritable() {
    // Tells the same by what is at hand; the channel is several more places in memory to look at.
    return (socket == null || channelUsed) ? out.channel().isWritable() : socket.isOpen();
  }

  @Override
  public int sendAtOnce(ByteBuf frames) {
    // The number of a socket that is closed may be another's by now.
    if (socket == null || !socket.isOpen() || !frames.hasMemoryAddress()) {
      return 0;
    }
    if (channelUsed && !isChannelEmpty()) {
      return 0;
    }
    channelUsed = false;
    try {
      return socket.sendAddress(frames.memoryAddress(), frames.readerIndex(), frames.writerIndex());
    } catch (IOException _) {
      // The channel will meet it as well, and knows what is to be done.
      return 0;
    }
  }

  private boolean isChannelEmpty() {
    Channel channel = out.channel();
    return channel.bytesBeforeUnwritable() > channel.config().getWriteBufferHighWaterMark();
  }

  @Override
  public void write(ByteBuf frame) {
    channelUsed = true;
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
