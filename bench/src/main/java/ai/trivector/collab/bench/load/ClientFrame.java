package ai.trivector.collab.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Frames as a client sends them: masked (RFC 6455, 5.3). */
final class ClientFrame {

  private static final int FIN_AND_TEXT = 0x81;
  private static final int FIN_AND_PONG = 0x8A;
  private static final int MASKED = 0x80;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int MAX_7_BITS = 125;
  private static final int MAX_HEADER_BYTES = 8;

  /** Any that is not zero, so that a server has to take it off. */
  private static final int MASK = 0x5A3C_96E1;

  private ClientFrame() {}

  static ByteBuf text(ByteBufAllocator alloc, String ascii) {
    return frame(alloc, FIN_AND_TEXT, ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  static ByteBuf pong(ByteBufAllocator alloc, byte[] payload) {
    return frame(alloc, FIN_AND_PONG, payload);
  }

  private static ByteBuf frame(ByteBufAllocator alloc, int first, byte[] payload) {
    ByteBuf frame = alloc.directBuffer(MAX_HEADER_BYTES + payload.length).writeByte(first);
    if (payload.length <= MAX_7_BITS) {
      frame.writeByte(MASKED | payload.length);
    } else {
      frame.writeByte(MASKED | LENGTH_IN_16_BITS).writeShort(payload.length);
    }
    frame.writeInt(MASK);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= (byte) (MASK >>> (8 * (3 - i % 4)));
    }
    return frame.writeBytes(payload);
  }
}
