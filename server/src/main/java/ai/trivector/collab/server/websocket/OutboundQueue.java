package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is on its way to one client. A client that reads gets everything; for one that does not, the
 * queue grows to a bound, is then dropped, and goes on from the next state.
 *
 * <p>Takes over one reference to each frame that it is given. On the connection's event loop only.
 */
public final class OutboundQueue {

  /**
   * What the channel itself may hold, on top of the kernel's buffer. Small, since it cannot be
   * taken back: only what waits here can be dropped.
   */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  /**
   * What the kernel may hold that it has not sent. Left to itself it takes up to 4 MB for each
   * client that does not read, before we would notice.
   */
  static final long MAX_UNSENT_BYTES = 64 * 1024;

  private final Outlet out;
  private final int maxWaitingBytes;
  private final OutboundCounts counts;

  /** Starts without memory of its own: a client that keeps up never uses it. */
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(0);

  private int waitingBytes;
  private boolean unflushed;
  private boolean closed;

  /** Something was dropped, and all that comes is, until a state does. */
  private boolean lagging;

  private boolean stateAskedFor;
  private boolean presenceDropped;

  /**
   * An empty queue.
   *
   * @param maxWaitingBytes what may wait here before it is dropped; a state may be larger
   */
  public OutboundQueue(Outlet out, int maxWaitingBytes, OutboundCounts counts) {
    this.out = out;
    this.maxWaitingBytes = maxWaitingBytes;
    this.counts = counts;
  }

  /**
   * Sends frames, of any kind but a state, and pushes them out, if nothing is in their way; takes
   * over no reference. False where they have to be queued, as what they are.
   */
  public boolean sendAtOnce(ByteBuf frames) {
    if (closed || lagging || waitingBytes > 0) {
      return false;
    }
    int sent = out.sendAtOnce(frames);
    int rest = frames.readableBytes() - sent;
    if (sent > 0 && rest > 0) {
      // Of a frame that has begun nothing is dropped.
      write(frames.retainedSlice(frames.readerIndex() + sent, rest));
      flush();
    }
    return sent > 0;
  }

  public void send(ByteBuf frame) {
    if (closed || lagging) {
      frame.release();
    } else if (keepsUp()) {
      write(frame);
    } else if (waitingBytes + frame.readableBytes() <= maxWaitingBytes) {
      enqueue(frame);
    } else {
      frame.release();
      dropWaiting();
      counts.drops().increment();
      lagging = true;
      stateAskedFor = false;
    }
  }

  /** After a state the client needs nothing that came before: it is never dropped itself. */
  public void sendState(ByteBuf frame) {
    if (closed) {
      frame.release();
      return;
    }
    lagging = false;
    if (keepsUp()) {
      write(frame);
      return;
    }
    if (waitingBytes + frame.readableBytes() > maxWaitingBytes) {
      dropWaiting();
    }
    enqueue(frame);
  }

  public void sendPresence(ByteBuf frame) {
    if (!closed && !lagging && keepsUp()) {
      write(frame);
    } else {
      frame.release();
      counts.presenceDrops().increment();
      presenceDropped = true;
    }
  }

  /**
   * Sends presence that was asked for. It waits as others do; what does not fit is not asked for
   * again, since it would not fit the next time either, and so on without end.
   */
  public void showPresence(ByteBuf frame) {
    if (!closed && !lagging && keepsUp()) {
      write(frame);
    } else if (!closed && !lagging && waitingBytes + frame.readableBytes() <= maxWaitingBytes) {
      enqueue(frame);
    } else {
      frame.release();
    }
  }

  /** Answers a ping, if the client reads; one that does not would not notice. */
  void sendPong(ByteBuf payload) {
    if (!closed && out.isWritable()) {
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
  public void flush() {
    if (unflushed) {
      unflushed = false;
      out.flush();
    }
  }

  /** To be called when the channel can take more. */
  public void drain() {
    while (!waiting.isEmpty() && out.isWritable()) {
      ByteBuf frame = waiting.remove();
      hold(-frame.readableBytes());
      write(frame);
    }
    flush();
  }

  /** Whether to ask for a state now; true once each time that the client lagged. */
  public boolean takeStateDue() {
    if (closed || !lagging || stateAskedFor || !out.isWritable()) {
      return false;
    }
    stateAskedFor = true;
    return true;
  }

  /** Whether to ask for the others' presence now; true once after some was dropped. */
  public boolean takePresenceDue() {
    if (closed || !presenceDropped || lagging || !keepsUp()) {
      return false;
    }
    presenceDropped = false;
    return true;
  }

  /** Sends what waits, then {@code last}; nothing after it. */
  public void finish(ByteBuf last) {
    if (closed) {
      last.release();
      return;
    }
    // Past the water mark, but by no more than the queue's bound; and it is the last time.
    while (!waiting.isEmpty()) {
      write(waiting.remove());
    }
    hold(-waitingBytes);
    write(last);
    flush();
    closed = true;
  }

  /** Sends {@code last} without what waits before it; nothing after it. */
  public void finishAtOnce(ByteBuf last) {
    dropWaiting();
    finish(last);
  }

  /** Drops everything and the socket, which is broken. */
  void abort() {
    discard();
    out.close();
  }

  /** Drops everything, for there is nobody to send it to. */
  public void discard() {
    dropWaiting();
    closed = true;
  }

  /** Whether what it is given goes to the channel at once. */
  boolean keepsUp() {
    // No frame is empty; and what tells so is at hand, where the queue itself would be one more
    // place in memory to look at for each member of each broadcast.
    return waitingBytes == 0 && out.isWritable();
  }

  private void write(ByteBuf frame) {
    unflushed = true;
    out.write(frame);
  }

  private void enqueue(ByteBuf frame) {
    waiting.add(frame);
    hold(frame.readableBytes());
  }

  private void dropWaiting() {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    hold(-waitingBytes);
  }

  private void hold(int moreBytes) {
    waitingBytes += moreBytes;
    counts.waitingBytes().add(moreBytes);
  }
}
