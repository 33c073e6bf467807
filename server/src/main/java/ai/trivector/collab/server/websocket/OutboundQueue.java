package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is on its way to one client. A client that reads gets everything; for one that does not, the
 * queue grows to a bound, is then dropped, and goes on from the next state.
 *
 * <p>Takes over one reference to each frame that it is given. On the connection's event loop only.
 */
final class OutboundQueue {

  /**
   * What the channel itself may hold, on top of the kernel's buffer. Small, since it cannot be
   * taken back: only what waits here can be dropped.
   */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final ChannelHandlerContext out;

  /** Starts without memory of its own: a client that keeps up never uses it. */
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(0);

  private int waitingBytes;
  private boolean unflushed;
  private boolean closed;

  /** Something was dropped, and all that comes is, until a state does. */
  private boolean lagging;

  private boolean stateAskedFor;
  private boolean presenceDropped;

  OutboundQueue(ChannelHandlerContext out) {
    this.out = out;
  }

  void send(ByteBuf frame) {
    if (closed || lagging) {
      frame.release();
    } else if (keepsUp()) {
      write(frame);
    } else if (waitingBytes + frame.readableBytes() <= Limits.MAX_QUEUED_BYTES) {
      enqueue(frame);
    } else {
      frame.release();
      dropWaiting();
      lagging = true;
      stateAskedFor = false;
    }
  }

  /** After a state the client needs nothing that came before: it is never dropped itself. */
  void sendState(ByteBuf frame) {
    if (closed) {
      frame.release();
      return;
    }
    lagging = false;
    if (keepsUp()) {
      write(frame);
      return;
    }
    if (waitingBytes + frame.readableBytes() > Limits.MAX_QUEUED_BYTES) {
      dropWaiting();
    }
    enqueue(frame);
  }

  void sendPresence(ByteBuf frame) {
    if (!closed && !lagging && keepsUp()) {
      write(frame);
    } else {
      frame.release();
      presenceDropped = true;
    }
  }

  /** Answers a ping, if the client reads; one that does not would not notice. */
  void sendPong(ByteBuf payload) {
    if (!closed && out.channel().isWritable()) {
      write(ControlFrames.pong(payload));
    }
  }

  /** Goes past the queue, and out at once. One at a time is on its way, so it needs no bound. */
  void sendPing() {
    if (!closed) {
      write(ControlFrames.ping());
      flush();
    }
  }

  /** Pushes out what was written. */
  void flush() {
    if (unflushed) {
      unflushed = false;
      out.flush();
    }
  }

  /** To be called when the channel can take more. */
  void drain() {
    while (!waiting.isEmpty() && out.channel().isWritable()) {
      ByteBuf frame = waiting.remove();
      waitingBytes -= frame.readableBytes();
      write(frame);
    }
    flush();
  }

  /** Whether to ask for a state now; true once each time that the client lagged. */
  boolean takeStateDue() {
    if (closed || !lagging || stateAskedFor || !out.channel().isWritable()) {
      return false;
    }
    stateAskedFor = true;
    return true;
  }

  /** Whether to ask for the others' presence now; true once after some was dropped. */
  boolean takePresenceDue() {
    if (closed || !presenceDropped || lagging || !keepsUp()) {
      return false;
    }
    presenceDropped = false;
    return true;
  }

  /** Sends what waits, then {@code last}; nothing after it. */
  void finish(ByteBuf last) {
    if (closed) {
      last.release();
      return;
    }
    // Past the water mark, but by no more than the queue's bound; and it is the last time.
    while (!waiting.isEmpty()) {
      write(waiting.remove());
    }
    waitingBytes = 0;
    write(last);
    flush();
    closed = true;
  }

  /** Sends {@code last} without what waits before it; nothing after it. */
  void finishAtOnce(ByteBuf last) {
    dropWaiting();
    finish(last);
  }

  /** Drops everything and the socket, which is broken. */
  void abort() {
    discard();
    // Whoever has to know hears of it when the channel becomes inactive.
    var _ = out.close();
  }

  /** Drops everything, for there is nobody to send it to. */
  void discard() {
    dropWaiting();
    closed = true;
  }

  private boolean keepsUp() {
    return waiting.isEmpty() && out.channel().isWritable();
  }

  private void write(ByteBuf frame) {
    unflushed = true;
    // No promise of its own: a write that fails is reported to the connection as an exception.
    var _ = out.write(frame, out.voidPromise());
  }

  private void enqueue(ByteBuf frame) {
    waiting.add(frame);
    waitingBytes += frame.readableBytes();
  }

  private void dropWaiting() {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    waitingBytes = 0;
  }
}
