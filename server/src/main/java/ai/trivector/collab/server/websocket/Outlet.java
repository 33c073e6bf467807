package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;

/**
 * Where the frames of one client go: all that an {@link OutboundQueue} has to know of a channel. On
 * the connection's event loop only.
 */
public interface Outlet {

  /** Whether the channel holds so little that it can take more. */
  boolean isWritable();

  /**
   * Sends past all that {@link #write} does, and takes over no reference. Says how many bytes went
   * out, which are none where something that was written is still to go first.
   */
  int sendAtOnce(ByteBuf frames);

  /** Takes over a frame, which goes out with the next {@link #flush}. */
  void write(ByteBuf frame);

  void flush();

  void close();
}
