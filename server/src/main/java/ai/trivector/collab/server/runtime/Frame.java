package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.MessageWriter;
import ai.trivector.collab.protocol.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;

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
  private static final int MIN_HEADER_BYTES = 2;
  private static final int MAX_HEADER_BYTES = MIN_HEADER_BYTES + Long.BYTES;

  /** Most frames fit; the others grow. */
  private static final int TYPICAL_BYTES = 512;

  private Frame() {}

  /** The frame, with one reference that is the caller's. Direct, so that no write copies it. */
  public static ByteBuf encode(ServerMessage message) {
    // The length comes before the text, and is known after it: what a short header leaves free
    // stays free.
    ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(TYPICAL_BYTES);
    try {
      frame.writerIndex(MAX_HEADER_BYTES);
      MessageWriter.write(message, new ByteBufOutputStream(frame));
    } catch (RuntimeException e) {
      frame.release();
      throw e;
    }
    int end = frame.writerIndex();
    int length = end - MAX_HEADER_BYTES;
    int begin = MAX_HEADER_BYTES - headerBytes(length);
    writeHeader(frame.setIndex(begin, begin), length);
    return frame.writerIndex(end);
  }

  private static int headerBytes(int length) {
    if (length <= MAX_7_BITS) {
      return MIN_HEADER_BYTES;
    }
    return MIN_HEADER_BYTES + (length <= MAX_16_BITS ? Short.BYTES : Long.BYTES);
  }

  private static void writeHeader(ByteBuf frame, int length) {
    frame.writeByte(FIN_AND_TEXT);
    if (length <= MAX_7_BITS) {
      frame.writeByte(length);
    } else if (length <= MAX_16_BITS) {
      frame.writeByte(LENGTH_IN_16_BITS).writeShort(length);
    } else {
      frame.writeByte(LENGTH_IN_64_BITS).writeLong(length);
    }
  }
}
