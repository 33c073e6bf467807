package ai.trivector.collab.server.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the compressed messages of all connections of one event loop (RFC 7692, 7.2.2), one after
 * the other: no message refers to an earlier one. On that event loop only.
 */
final class Inflation {

  /** What came out of a message. */
  sealed interface Inflated {

    /** No record: as an array it is compared with nothing. */
    final class Whole implements Inflated {
      private final byte[] bytes;

      Whole(byte[] bytes) {
        this.bytes = bytes;
      }

      byte[] bytes() {
        return bytes;
      }
    }

    record TooBig() implements Inflated {}

    record Corrupt() implements Inflated {}
  }

  private static final int FIRST_BYTES = 1024;

  private final int maxBytes;
  private final Inflater inflater = new Inflater(true);

  /** Never larger than a message may be, and the one byte more that shows that it is too big. */
  private byte[] out;

  /**
   * @param maxBytes of a message, when it is no longer compressed
   */
  Inflation(int maxBytes) {
    this.maxBytes = maxBytes;
    out = new byte[Math.min(FIRST_BYTES, maxBytes + 1)];
  }

  /**
   * Inflates one message. What the sender left off its end (00 00 FF FF) is not put there again: it
   * only pushes out what comes out as it is.
   */
  Inflated inflate(ByteBuffer message) {
    try {
      return inflateAll(message);
    } catch (DataFormatException _) {
      return new Inflated.Corrupt();
    }
  }

  private Inflated inflateAll(ByteBuffer message) throws DataFormatException {
    inflater.reset();
    inflater.setInput(message);
    int size = 0;
    while (true) {
      size += inflater.inflate(out, size, out.length - size);
      if (size > maxBytes) {
        return new Inflated.TooBig();
      }
      if (size == out.length) {
        out = Arrays.copyOf(out, Math.min(2 * out.length, maxBytes + 1));
      } else if (inflater.finished() && message.hasRemaining()) {
        // A sender may end the stream within a message, and begin another (RFC 7692, 7.2.3.5).
        inflater.reset();
        inflater.setInput(message);
      } else {
        return new Inflated.Whole(Arrays.copyOf(out, size));
      }
    }
  }
}
