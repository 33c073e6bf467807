package ai.trivector.collab.bench.micro;

import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.server.websocket.OutboundCounts;
import ai.trivector.collab.server.websocket.OutboundQueue;
import ai.trivector.collab.server.websocket.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A frame that others are sent too is offered to one client, who keeps up. */
@State(Scope.Thread)
public class QueueBenchmark {

  private static final int FRAME_BYTES = 256;

  /** Takes what it is given, and does nothing with it. */
  private static final class Sink implements Outlet {
    private long frames;

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public int sendAtOnce(ByteBuf frames) {
      this.frames++;
      return frames.readableBytes();
    }

    @Override
    public void write(ByteBuf frame) {
      frames++;
      frame.release();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Sink sink = new Sink();
  private final OutboundQueue queue =
      new OutboundQueue(sink, Limits.MAX_QUEUED_BYTES, new OutboundCounts());
  private final ByteBuf frame =
      ByteBufAllocator.DEFAULT.directBuffer(FRAME_BYTES).writeZero(FRAME_BYTES);

  @Benchmark
  public long offer() {
    queue.send(frame.retainedDuplicate());
    queue.flush();
    return sink.frames;
  }

  /** Goes to the kernel past the channel. */
  @Benchmark
  public long atOnce() {
    queue.sendAtOnce(frame);
    return sink.frames;
  }

  /** Written without asking whether there is room. */
  @Benchmark
  @Floor
  public long write() {
    sink.write(frame.retainedDuplicate());
    sink.flush();
    return sink.frames;
  }
}
