package ai.trivector.collab.bench.rival;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in which room, and who has something to be flushed. On the one event loop only. */
final class NettyRooms {

  private static final int FIN_AND_TEXT = 0x81;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int MAX_7_BITS = 125;

  private final Map<String, Set<NettyMember>> rooms = new HashMap<>();
  private final List<NettyMember> unflushed = new ArrayList<>();

  /** Where what everybody is told goes first; null where it goes nowhere. */
  private @Nullable NettyLog log;

  /** From now on everybody is told what is durable. */
  void keepIn(NettyLog given) {
    log = given;
  }

  void enter(String path, NettyMember member) {
    rooms.computeIfAbsent(path, _ -> new LinkedHashSet<>()).add(member);
  }

  void leave(String path, NettyMember member) {
    Set<NettyMember> members = rooms.get(path);
    if (members != null && members.remove(member) && members.isEmpty()) {
      rooms.remove(path);
    }
  }

  void broadcast(String path, NettyMember from, ByteBuf text, EventLoop loop) {
    boolean echo = path.startsWith("/all/");
    ByteBuf frame = encode(text);
    if (log != null && echo) {
      log.append(new NettyLog.Entry(path, frame));
    } else {
      tell(path, echo ? null : from, frame, loop);
    }
  }

  /** Tells all but {@code except}, and takes over the frame. */
  void tell(String path, @Nullable NettyMember except, ByteBuf frame, EventLoop loop) {
    for (NettyMember member : rooms.getOrDefault(path, Set.of())) {
      if (member != except) {
        if (unflushed.isEmpty()) {
          // Behind all that this turn of the loop has read.
          loop.execute(this::flush);
        }
        if (member.write(frame.retainedDuplicate())) {
          unflushed.add(member);
        }
      }
    }
    frame.release();
  }

  private void flush() {
    unflushed.forEach(NettyMember::flush);
    unflushed.clear();
  }

  private static ByteBuf encode(ByteBuf text) {
    int length = text.readableBytes();
    ByteBuf frame = text.alloc().directBuffer(length + 4).writeByte(FIN_AND_TEXT);
    if (length <= MAX_7_BITS) {
      frame.writeByte(length);
    } else {
      frame.writeByte(LENGTH_IN_16_BITS).writeShort(length);
    }
    return frame.writeBytes(text);
  }
}
