package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.session.Seq;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest events of a running session, so that a connection that blinked is caught up without
 * asking the log. On the session's loop only.
 *
 * <p>They are kept as they were told: an event is a dozen objects, and of all that a busy server
 * has in memory most would be these, for its collector to go through again and again.
 */
final class Tail {

  /** A tab that blinks misses a handful; the log has the rest. */
  static final int MAX_EVENTS = 256;

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

  private final Deque<Told> events = new ArrayDeque<>();

  /** The last event that is too old to be here; the others follow it without a gap. */
  private long before;

  Tail(Seq before) {
    this.before = before.value();
  }

  /** The next event, of which the frame stays the caller's. */
  void add(ServerMessage.Type type, ByteBuf frame) {
    events.addLast(new Told(type, ByteBufUtil.getBytes(frame)));
    if (events.size() > MAX_EVENTS) {
      events.removeFirst();
      before++;
    }
  }

  /** Whether every event after {@code position} is here. */
  boolean reaches(Seq position) {
    return before <= position.value();
  }

  /** What was told after {@code position}, which it {@link #reaches}. */
  List<Told> after(Seq position) {
    return events.stream().skip(position.value() - before).toList();
  }
}
