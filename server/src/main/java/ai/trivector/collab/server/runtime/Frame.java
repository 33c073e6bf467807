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

  /** The first byte of a text that is compressed (RFC 7692, 6). */
  public static final int DEFLATED_TEXT = 0xC1;

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
    writeHeader(frame.setIndex(begin, begin), FIN_AND_TEXT, length);
    return frame.writerIndex(end);
  }

  private static int headerBytes(int payloadBytes) {
    if (payloadBytes <= MAX_7_BITS) {
      return MIN_HEADER_BYTES;
    }
    return MIN_HEADER_BYTES + (payloadBytes <= MAX_16_BITS ? Short.BYTES : Long.BYTES);
  }

  /** Writes all of a frame but its payload. */
  public static void writeHeader(ByteBuf out, int firstByte, int payloadBytes) {
    out.writeByte(firstByte);
    if (payloadBytes <= MAX_7_BITS) {
      out.writeByte(payloadBytes);
    } else if (payloadBytes <= MAX_16_BITS) {
      out.writeByte(LENGTH_IN_16_BITS).writeShort(payloadBytes);
    } else {
      out.writeByte(LENGTH_IN_64_BITS).writeLong(payloadBytes);
    }
  }

  /** What a frame that was encoded here says; no reference of its own. */
  public static ByteBuf payloadOf(ByteBuf frame) {
    int headerBytes =
        switch (frame.getUnsignedByte(frame.readerIndex() + 1)) {
          case LENGTH_IN_16_BITS -> MIN_HEADER_BYTES + Short.BYTES;
          case LENGTH_IN_64_BITS -> MAX_HEADER_BYTES;
          default -> MIN_HEADER_BYTES;
        };
    return frame.slice(frame.readerIndex() + headerBytes, frame.readableBytes() - headerBytes);
  }
}
