package ai.trivector.collab.bench.load;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Finds the frames in what came, without copying them, unless one came in parts. */
final class FrameReader {

  /** What is done with frames. The bytes are only lent. */
  interface Sink {

    void text(ByteBuf bytes, int from, int to);

    void ping(byte[] payload);

    void close(int code);
  }

  private static final int TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int NO_CODE = 1005;

  /** More than this is no length, but a mistake of ours. */
  private static final int MAX_BYTES = 1 << 24;

  private final Sink sink;
  private @Nullable ByteBuf part;

  FrameReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads all of it, and releases it. */
  void read(ByteBuf bytes) {
    if (part == null) {
      readFrames(bytes);
      if (bytes.isReadable()) {
        part = bytes.alloc().buffer(2 * bytes.readableBytes()).writeBytes(bytes);
      }
      bytes.release();
      return;
    }
    part.writeBytes(bytes);
    bytes.release();
    readFrames(part);
    if (part.isReadable()) {
      part.discardSomeReadBytes();
    } else {
      discard();
    }
  }

  private void readFrames(ByteBuf bytes) {
    while (readFrame(bytes)) {}
  }

  /** True if there was a whole one. */
  private boolean readFrame(ByteBuf in) {
    int start = in.readerIndex();
    int there = in.readableBytes();
    if (there < 2) {
      return false;
    }
    int first = in.getUnsignedByte(start);
    int header = 2;
    long length = in.getUnsignedByte(start + 1);
    if (length == LENGTH_IN_16_BITS) {
      header = 4;
      length = there < header ? MAX_BYTES : in.getUnsignedShort(start + 2);
    } else if (length == LENGTH_IN_64_BITS) {
      header = 10;
      length = there < header ? MAX_BYTES : in.getLong(start + 2);
    }
    if (length > MAX_BYTES) {
      throw new IllegalStateException("a frame of %d bytes".formatted(length));
    }
    if (there < header + length) {
      return false;
    }
    int from = start + header;
    int to = from + (int) length;
    in.readerIndex(to);
    handle(first, in, from, to);
    return true;
  }

  private void handle(int first, ByteBuf in, int from, int to) {
    switch (first) {
      case TEXT -> sink.text(in, from, to);
      case PING -> {
        byte[] payload = new byte[to - from];
        in.getBytes(from, payload);
        sink.ping(payload);
      }
      case PONG -> {}
      case CLOSE -> sink.close(to - from < 2 ? NO_CODE : in.getUnsignedShort(from));
      default -> throw new IllegalStateException("a frame that begins with 0x%x".formatted(first));
    }
  }

  void discard() {
    if (part != null) {
      part.release();
      part = null;
    }
  }
}
