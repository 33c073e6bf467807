package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Control frames as the bytes that go over the wire (RFC 6455, 5.5): final and unmasked. */
final class ControlFrames {

  private static final int FIN_AND_CLOSE = 0x88;
  private static final int FIN_AND_PING = 0x89;
  private static final int FIN_AND_PONG = 0x8A;
  private static final int HEADER_BYTES = 2;
  private static final int CODE_BYTES = 2;

  /** A control frame's payload has at most 125 bytes, two of which are the code. */
  private static final int MAX_REASON_BYTES = 123;

  /** One for all connections: it never changes, and nobody's release frees it. */
  private static final ByteBuf PING =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer(HEADER_BYTES).writeByte(FIN_AND_PING).writeByte(0).asReadOnly());

  private ControlFrames() {}

  static ByteBuf ping() {
    return PING.duplicate();
  }

  /** The answer to a ping; {@code payload} stays the caller's. */
  static ByteBuf pong(ByteBuf payload) {
    return frame(FIN_AND_PONG, payload.readableBytes()).writeBytes(payload.slice());
  }

  static ByteBuf close(CloseCode code, String reason) {
    byte[] text = shortened(reason).getBytes(StandardCharsets.UTF_8);
    return frame(FIN_AND_CLOSE, CODE_BYTES + text.length).writeShort(code.code()).writeBytes(text);
  }

  /** The answer to a close with this code. */
  static ByteBuf closeEcho(int code) {
    return frame(FIN_AND_CLOSE, CODE_BYTES).writeShort(code);
  }

  /** The answer to a close that gave no code. */
  static ByteBuf closeEcho() {
    return frame(FIN_AND_CLOSE, 0);
  }

  private static ByteBuf frame(int firstByte, int payloadBytes) {
    return ByteBufAllocator.DEFAULT
        .directBuffer(HEADER_BYTES + payloadBytes)
        .writeByte(firstByte)
        .writeByte(payloadBytes);
  }

  /** Cut between two characters, never within one. */
  private static String shortened(String reason) {
    String text = reason;
    while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
    return text;
  }
}
