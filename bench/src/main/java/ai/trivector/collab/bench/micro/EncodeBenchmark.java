package ai.trivector.collab.bench.micro;

import ai.trivector.collab.protocol.EventCodec;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.runtime.Frame;
import ai.trivector.collab.session.RecordedEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An event becomes what is broadcast, and what is stored. */
@State(Scope.Thread)
public class EncodeBenchmark {

  private final RecordedEvent event = new Writers(1).event(0);
  private final ServerMessage message = new ServerMessage.Sequenced(event);
  private final byte[] encoded = encoded(message);

  private static byte[] encoded(ServerMessage message) {
    ByteBuf frame = Frame.encode(message);
    try {
      return ByteBufUtil.getBytes(frame);
    } finally {
      frame.release();
    }
  }

  /** The whole frame that every member is sent. */
  @Benchmark
  public boolean frame() {
    return Frame.encode(message).release();
  }

  /** The row of the log. */
  @Benchmark
  public String row() {
    return EventCodec.write(event);
  }

  /** The frame, if somebody had encoded it before. */
  @Benchmark
  @Floor
  public boolean copyOfFrame() {
    return ByteBufAllocator.DEFAULT.directBuffer(encoded.length).writeBytes(encoded).release();
  }
}
