package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.session.Seq;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a running session, so that a connection that blinked is caught up without
 * asking the log. On the session's loop only.
 *
 * <p>They are kept as they were told, one behind the other in segments of bytes that are written
 * over and over: of all that a busy server has in memory most would otherwise be these, for its
 * collector to move from place to place. A session that has only begun gets segment after segment;
 * one array that grows with it would be moved as a whole, again and again, by the collector too.
 */
final class Tail {

  /** A tab that blinks misses a handful; the log has the rest. */
  static final int MAX_EVENTS = 256;

  /**
   * Room for the two or three that have come to a session of which nothing more is wanted yet; each
   * segment is twice as large as the one before it.
   */
  private static final int MIN_SEGMENT_BYTES = 512;

  /** Some twenty events. A single one that is larger has one of its own. */
  private static final int MAX_SEGMENT_BYTES = 4 * 1024;

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

  /** Events that follow one another. What is in front of the position has been written. */
  private static final class Segment {
    private final ByteBuffer bytes;

    /** Where the oldest begins. */
    private int begin;

    Segment(int size) {
      bytes = ByteBuffer.allocate(size);
    }

    int size() {
      return bytes.capacity();
    }

    boolean hasRoomFor(int needed) {
      return bytes.remaining() >= needed;
    }

    boolean isEmpty() {
      return begin == bytes.position();
    }

    void clear() {
      bytes.clear();
      begin = 0;
    }

    void add(ServerMessage.Type type, ByteBuf frame) {
      int length = frame.readableBytes();
      bytes.put((byte) TYPES.indexOf(type)).putInt(length);
      frame.getBytes(frame.readerIndex(), bytes.array(), bytes.position(), length);
      bytes.position(bytes.position() + length);
    }

    void dropOldest() {
      begin = behind(begin);
    }

    /** Where the event that is behind the one at {@code place} begins. */
    int behind(int place) {
      return place + HEADER_BYTES + lengthAt(place);
    }

    int end() {
      return bytes.position();
    }

    Told told(int place) {
      byte[] copy = new byte[lengthAt(place)];
      bytes.get(place + HEADER_BYTES, copy);
      return new Told(TYPES.get(bytes.get(place)), copy);
    }

    private int lengthAt(int place) {
      return bytes.getInt(place + 1);
    }
  }

  /** The oldest first. */
  private final Deque<Segment> segments = new ArrayDeque<>(1);

  /** One of the usual size of which all events are too old; the next one to be written. */
  private @Nullable Segment spare;

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
    withRoomFor(HEADER_BYTES + frame.readableBytes()).add(type, frame);
    count++;
  }

  /** Whether every event after {@code position} is here. */
  boolean reaches(Seq position) {
    return before <= position.value();
  }

  /** What was told after {@code position}, which it {@link #reaches}. */
  List<Told> after(Seq position) {
    List<Told> told = new ArrayList<>();
    long seq = before;
    for (Segment segment : segments) {
      for (int place = segment.begin; place < segment.end(); place = segment.behind(place)) {
        seq++;
        if (seq > position.value()) {
          told.add(segment.told(place));
        }
      }
    }
    return told;
  }

  private void dropOldest() {
    Segment oldest = segments.element();
    oldest.dropOldest();
    count--;
    before++;
    if (oldest.isEmpty()) {
      segments.remove();
      if (oldest.size() == MAX_SEGMENT_BYTES) {
        oldest.clear();
        spare = oldest;
      }
    }
  }

  private Segment withRoomFor(int bytes) {
    Segment newest = segments.peekLast();
    if (newest != null && newest.hasRoomFor(bytes)) {
      return newest;
    }
    int usual = newest == null ? MIN_SEGMENT_BYTES : Math.min(MAX_SEGMENT_BYTES, 2 * newest.size());
    Segment next = spare;
    if (next != null && next.hasRoomFor(bytes)) {
      spare = null;
    } else {
      next = new Segment(Math.max(usual, bytes));
    }
    segments.add(next);
    return next;
  }
}
