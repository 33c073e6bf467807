package ai.trivector.collab.server.websocket;

import ai.trivector.collab.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Compresses what goes to one client alone (RFC 7692, 7.2.1), for all connections of one event
 * loop. Nothing is kept of a connection: frames that are packed together refer to one another, and
 * to nothing that went before. On that event loop only.
 */
final class Deflation {

  /** Below it there is next to nothing to win: a message says each of its words once. */
  static final int MIN_BYTES = 1024;

  /**
   * Frames are packed together up to so many bytes. It is as far as one can refer back, and little
   * enough for a queue that is full to drop what it has room for no more.
   */
  static final int MAX_PACK_BYTES = 32 * 1024;

  /** Fast rather than small: the slower levels win a tenth, and take several times as long. */
  static final int LEVEL = Deflater.BEST_SPEED;

  /** What a flush leaves at the end, and what is to be left off there: 00 00 FF FF. */
  private static final int TAIL_BYTES = 4;

  private static final int MIN_ROOM = 256;

  private final Deflater deflater;

  Deflation() {
    this(LEVEL);
  }

  /**
   * @param level of Java's deflater; to be measured with others than ours
   */
  Deflation(int level) {
    deflater = new Deflater(level, true);
  }

  /**
   * The same messages, in fewer bytes if that pays. Takes the frames over; the answer's are new.
   */
  List<ByteBuf> pack(List<ByteBuf> frames, PerMessageDeflate terms) {
    if (terms.serverStartsAfresh()) {
      return frames.stream().map(this::packAlone).toList();
    }
    List<ByteBuf> packed = new ArrayList<>();
    List<ByteBuf> together = new ArrayList<>();
    int bytes = 0;
    for (ByteBuf frame : frames) {
      if (bytes + frame.readableBytes() > MAX_PACK_BYTES) {
        addTo(packed, together, bytes);
        together.clear();
        bytes = 0;
      }
      together.add(frame);
      bytes += frame.readableBytes();
    }
    addTo(packed, together, bytes);
    return packed;
  }

  /** The same message, in fewer bytes if that pays. Takes the frame over. */
  ByteBuf packAlone(ByteBuf frame) {
    return frame.readableBytes() < MIN_BYTES ? frame : packTogether(List.of(frame));
  }

  private void addTo(List<ByteBuf> packed, List<ByteBuf> together, int bytes) {
    if (bytes < MIN_BYTES) {
      packed.addAll(together);
    } else {
      packed.add(packTogether(together));
    }
  }

  ByteBuf packTogether(List<ByteBuf> frames) {
    ByteBuf packed = ByteBufAllocator.DEFAULT.directBuffer();
    deflater.reset();
    for (ByteBuf frame : frames) {
      ByteBuf payload = deflated(Frame.payloadOf(frame));
      Frame.writeHeader(packed, Frame.DEFLATED_TEXT, payload.readableBytes());
      packed.writeBytes(payload);
      payload.release();
      frame.release();
    }
    return packed;
  }

  private ByteBuf deflated(ByteBuf payload) {
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(MIN_ROOM + payload.readableBytes() / 2);
    deflater.setInput(payload.nioBuffer());
    int room;
    int written;
    do {
      room = out.ensureWritable(MIN_ROOM).writableBytes();
      written = deflater.deflate(out.nioBuffer(out.writerIndex(), room), Deflater.SYNC_FLUSH);
      out.writerIndex(out.writerIndex() + written);
    } while (written == room);
    return out.writerIndex(out.writerIndex() - TAIL_BYTES);
  }
}
