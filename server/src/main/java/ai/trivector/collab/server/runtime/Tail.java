package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.session.Seq;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events of a running session, so that a connection that blinked is caught up without
 * asking the log. On the session's loop only.
 *
 * <p>They are kept as they were told, one behind the other in a ring of bytes that is written over
 * and over: of all that a busy server has in memory most would otherwise be these, for its
 * collector to move from place to place.
 */
final class Tail {

  /** A tab that blinks misses a handful; the log has the rest. */
  static final int MAX_EVENTS = 256;

  /** Room for the two or three that have come to a session of which nothing more is wanted yet. */
  private static final int MIN_BYTES = 512;

  /** In front of each: which type it is of, and how many bytes it has. */
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private static final List<ServerMessage.Type> TYPES = List.of(ServerMessage.Type.values());

  /** What everybody was told of an event. */
  static final class Told {
    private final ServerMessage.Type type;
    private final byte[] bytes;

    private Told(ServerMessage.Type type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    ServerMessage.Type type() {
      return type;
    }

    /** The frame, with one reference that is the caller's. */
    ByteBuf frame() {
      return ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }
  }

  private byte[] ring = new byte[0];

  /** Where the oldest begins, and how many bytes there are from there on. */
  private int begin;

  private int used;

  private int count;

  /** The last event that is too old to be here; the others follow it without a gap. */
  private long before;

  Tail(Seq before) {
    this.before = before.value();
  }

  /** The next event, of which the frame stays the caller's. */
  void add(ServerMessage.Type type, ByteBuf frame) {
    if (count == MAX_EVENTS) {
      dropOldest();
    }
    int length = frame.readableBytes();
    makeRoom(HEADER_BYTES + length);
    ring[at(used)] = (byte) TYPES.indexOf(type);
    for (int i = 0; i < Integer.BYTES; i++) {
      ring[at(used + 1 + i)] = (byte) (length >>> (Byte.SIZE * i));
    }
    int from = at(used + HEADER_BYTES);
    int upToTheEnd = Math.min(length, ring.length - from);
    frame.getBytes(frame.readerIndex(), ring, from, upToTheEnd);
    frame.getBytes(frame.readerIndex() + upToTheEnd, ring, 0, length - upToTheEnd);
    used += HEADER_BYTES + length;
    count++;
  }

  /** Whether every event after {@code position} is here. */
  boolean reaches(Seq position) {
    return before <= position.value();
  }

  /** What was told after {@code position}, which it {@link #reaches}. */
  List<Told> after(Seq position) {
    List<Told> told = new ArrayList<>();
    int offset = 0;
    for (long seq = before + 1; seq <= before + count; seq++) {
      int length = lengthAt(offset);
      if (seq > position.value()) {
        told.add(new Told(TYPES.get(ring[at(offset)]), copy(offset + HEADER_BYTES, length)));
      }
      offset += HEADER_BYTES + length;
    }
    return told;
  }

  private void dropOldest() {
    int bytes = HEADER_BYTES + lengthAt(0);
    begin = at(bytes);
    used -= bytes;
    count--;
    before++;
  }

  private void makeRoom(int bytes) {
    if (used + bytes > ring.length) {
      // By half, so that little of it stays unused.
      int grown = Math.max(used + bytes, Math.max(MIN_BYTES, ring.length + ring.length / 2));
      byte[] larger = new byte[grown];
      copyTo(larger, 0, used);
      ring = larger;
      begin = 0;
    }
  }

  private int lengthAt(int offset) {
    int length = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      length |= (ring[at(offset + 1 + i)] & 0xff) << (Byte.SIZE * i);
    }
    return length;
  }

  private byte[] copy(int offset, int length) {
    byte[] bytes = new byte[length];
    copyTo(bytes, offset, length);
    return bytes;
  }

  private void copyTo(byte[] target, int offset, int length) {
    int from = at(offset);
    int upToTheEnd = Math.min(length, ring.length - from);
    System.arraycopy(ring, from, target, 0, upToTheEnd);
    System.arraycopy(ring, 0, target, upToTheEnd, length - upToTheEnd);
  }

  /** The place in the ring that is so many bytes behind where the oldest begins. */
  private int at(int offset) {
    int place = begin + offset;
    return place < ring.length ? place : place - ring.length;
  }
}
