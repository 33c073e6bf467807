package ai.trivector.collab.server.websocket;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullMarked;

/**
 * The frames of one person who moves a slider, as a browser sends them: each with the next number,
 * and a value that differs from the last. One array, written over, so that they cost nothing.
 */
@NullMarked
final class MaskedUpdate {

  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
  private static final int HEADER_BYTES = 2;
  private static final int FIN_AND_TEXT = 0x81;
  private static final int MASKED = 0x80;
  private static final int MAX_7_BITS = 125;

  private static final long FIRST_N = 1_000_000_000;
  private static final String TEXT =
      """
      {"type":"param:update","n":%d,"baseSeq":100,"payload":{"mu":0.6000}}\
      """
          .formatted(FIRST_N);
  private static final int LAST_DIGIT_OF_N = TEXT.indexOf(",\"baseSeq\"") - 1;
  private static final int LAST_DIGIT_OF_VALUE = TEXT.indexOf("}}") - 1;
  private static final int RADIX = 10;

  private final byte[] frame = frame(TEXT.getBytes(StandardCharsets.UTF_8));
  private long n = FIRST_N;

  /** The next frame, until it is asked for another. */
  byte[] next() {
    n++;
    long rest = n;
    for (int i = LAST_DIGIT_OF_N; rest > 0; i--) {
      put(i, rest % RADIX);
      rest /= RADIX;
    }
    put(LAST_DIGIT_OF_VALUE, n % RADIX);
    return frame;
  }

  private void put(int index, long digit) {
    frame[HEADER_BYTES + MASK.length + index] = masked((byte) ('0' + digit), index);
  }

  /** A short text as a client frames it (RFC 6455, 5.2). */
  static byte[] frame(byte[] utf8) {
    if (utf8.length > MAX_7_BITS) {
      throw new IllegalArgumentException("too long for a short frame: %d".formatted(utf8.length));
    }
    byte[] frame = new byte[HEADER_BYTES + MASK.length + utf8.length];
    frame[0] = (byte) FIN_AND_TEXT;
    frame[1] = (byte) (MASKED | utf8.length);
    System.arraycopy(MASK, 0, frame, HEADER_BYTES, MASK.length);
    for (int i = 0; i < utf8.length; i++) {
      frame[HEADER_BYTES + MASK.length + i] = masked(utf8[i], i);
    }
    return frame;
  }

  private static byte masked(byte value, int index) {
    return (byte) (value ^ MASK[index % MASK.length]);
  }
}
