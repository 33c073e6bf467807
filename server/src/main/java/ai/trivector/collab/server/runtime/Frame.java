package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.MessageWriter;
import ai.trivector.collab.protocol.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A message as the bytes that go over the wire: one complete, unmasked WebSocket text frame (RFC
 * 6455, 5.2). Encoded once, written to every member.
 */
public final class Frame {

  private static final int FIN_AND_TEXT = 0x81;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int MAX_7_BITS = 125;
  private static final int MAX_16_BITS = 0xFFFF;
  private static final int MAX_HEADER_BYTES = 10;

  private Frame() {}

  /** The frame, with one reference that is the caller's. Direct, so that no write copies it. */
  public static ByteBuf encode(ServerMessage message) {
    byte[] text = MessageWriter.write(message);
    ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER_BYTES + text.length);
    frame.writeByte(FIN_AND_TEXT);
    if (text.length <= MAX_7_BITS) {
      frame.writeByte(text.length);
    } else if (text.length <= MAX_16_BITS) {
      frame.writeByte(LENGTH_IN_16_BITS).writeShort(text.length);
    } else {
      frame.writeByte(LENGTH_IN_64_BITS).writeLong(text.length);
    }
    return frame.writeBytes(text);
  }
}
