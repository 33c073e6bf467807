package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames are named by their first byte; the others are only there to take up room. */
final class OutboundQueueTest {

  /** Stands for a socket: while it is shut, nothing is flushed. */
  private static final class Valve extends ChannelOutboundHandlerAdapter {
    private boolean shut;
    private int flushes;

    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes++;
      if (!shut) {
        ctx.flush();
      }
    }
  }

  /** Takes at once whatever it is offered, so that only the queue keeps the order. */
  private static final class Eager implements Outlet {
    private boolean writable = true;

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public int sendAtOnce(ByteBuf frames) {
      return frames.readableBytes();
    }

    @Override
    public void write(ByteBuf frame) {
      frame.release();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Valve valve = new Valve();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(valve, new ChannelInboundHandlerAdapter());
  private final OutboundCounts counts = new OutboundCounts();
  private final OutboundQueue queue =
      new OutboundQueue(
          new ChannelOutlet(channel.pipeline().lastContext()), Limits.MAX_QUEUED_BYTES, counts);
  private final List<ByteBuf> made = new ArrayList<>();

  @BeforeEach
  void configure() {
    channel.config().setWriteBufferWaterMark(OutboundQueue.WATER_MARK);
  }

  @AfterEach
  void nothingLeaks() {
    queue.discard();
    valve.shut = false;
    if (channel.isOpen()) {
      channel.flush();
      channel.finishAndReleaseAll();
    }
    assertThat(made).allMatch(frame -> frame.refCnt() == 0);
    assertThat(counts.waitingBytes().sum()).isZero();
  }

  private ByteBuf frame(char name, int bytes) {
    // Not pooled: a pooled buffer comes to life again in another's hands.
    ByteBuf frame = Unpooled.directBuffer(bytes).writeByte(name).writeZero(bytes - 1);
    made.add(frame);
    return frame;
  }

  private ByteBuf frame(char name) {
    return frame(name, 1);
  }

  /** Fills the channel, so that what comes next waits. */
  private void block() {
    valve.shut = true;
    queue.send(frame('#', OutboundQueue.WATER_MARK.high() + 1));
    assertThat(channel.isWritable()).isFalse();
  }

  private void unblock() {
    valve.shut = false;
    channel.flush();
    assertThat(channel.isWritable()).isTrue();
    queue.drain();
  }

  private void lag() {
    block();
    queue.send(frame('a', Limits.MAX_QUEUED_BYTES));
    queue.send(frame('b'));
  }

  /** The names of the frames that went out since the last time. */
  private String sent() {
    StringBuilder names = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      names.append((char) out.readUnsignedByte());
      out.release();
    }
    return names.toString();
  }

  @Test
  void nothingGoesOutBeforeTheFlushAndThenAllInOne() {
    queue.send(frame('a'));
    queue.sendPresence(frame('p'));
    queue.sendState(frame('s'));
    assertThat(sent()).isEmpty();
    queue.flush();
    assertThat(sent()).isEqualTo("aps");
    queue.flush();
    assertThat(valve.flushes).isEqualTo(1);
  }

  @Test
  void whatWaitsGoesOutInOrderWhenTheChannelCanTakeMore() {
    block();
    queue.send(frame('a'));
    queue.send(frame('b'));
    queue.flush();
    assertThat(sent()).isEmpty();
    unblock();
    queue.send(frame('c'));
    queue.flush();
    assertThat(sent()).isEqualTo("#abc");
    assertThat(queue.takeStateDue()).isFalse();
    assertThat(queue.takePresenceDue()).isFalse();
  }

  @Test
  void drainingStopsWhereTheChannelIsFullAgain() {
    block();
    queue.send(frame('a', OutboundQueue.WATER_MARK.high() + 1));
    queue.send(frame('b'));
    valve.shut = false;
    channel.flush();
    valve.shut = true;
    queue.drain();
    queue.send(frame('c'));
    assertThat(sent()).isEqualTo("#");
    unblock();
    assertThat(sent()).isEqualTo("abc");
  }

  @ParameterizedTest
  @CsvSource({"0, #ab", "1, #"})
  void theQueueHoldsItsBoundAndNotAByteMore(int over, String expected) {
    block();
    queue.send(frame('a'));
    queue.send(frame('b', Limits.MAX_QUEUED_BYTES - 1 + over));
    unblock();
    assertThat(sent()).isEqualTo(expected);
    assertThat(queue.takeStateDue()).isEqualTo(over > 0);
  }

  @Test
  void overItsBoundTheQueueIsReleasedAtOnce() {
    lag();
    queue.send(frame('c'));
    assertThat(made.stream().filter(frame -> frame.refCnt() > 0)).hasSize(1);
  }

  @Test
  void whoLagsIsAskedForAStateOnceItReadsAndGoesOnFromThere() {
    lag();
    assertThat(queue.takeStateDue()).isFalse();
    unblock();
    assertThat(queue.takeStateDue()).isTrue();
    assertThat(queue.takeStateDue()).isFalse();
    queue.send(frame('c'));
    queue.sendState(frame('s'));
    queue.send(frame('d'));
    queue.flush();
    assertThat(sent()).isEqualTo("#sd");
    assertThat(queue.takeStateDue()).isFalse();
  }

  @Test
  void whoLagsAgainIsAskedForAgain() {
    lag();
    unblock();
    assertThat(queue.takeStateDue()).isTrue();
    queue.sendState(frame('s'));
    queue.flush();
    lag();
    unblock();
    assertThat(queue.takeStateDue()).isTrue();
    assertThat(sent()).isEqualTo("#s#");
  }

  @Test
  void aStateThatFindsTheChannelFullAgainWaitsAndIsNotDropped() {
    lag();
    queue.sendState(frame('s', Limits.MAX_QUEUED_BYTES + 1));
    unblock();
    assertThat(sent()).isEqualTo("#s");
    assertThat(queue.takeStateDue()).isFalse();
  }

  @Test
  void aStateLeavesWhatWaitsBeforeItUnlessThereIsNoRoom() {
    block();
    queue.send(frame('a'));
    queue.sendState(frame('s'));
    queue.send(frame('b', Limits.MAX_QUEUED_BYTES - 2));
    queue.sendState(frame('t'));
    unblock();
    assertThat(sent()).isEqualTo("#t");

    block();
    queue.send(frame('a'));
    queue.sendState(frame('s'));
    unblock();
    assertThat(sent()).isEqualTo("#as");
  }

  @Test
  void presenceIsDroppedRatherThanQueuedAndAskedForOnceTheQueueIsEmpty() {
    block();
    queue.sendPresence(frame('p'));
    queue.sendPresence(frame('q'));
    queue.send(frame('a'));
    assertThat(queue.takePresenceDue()).isFalse();
    unblock();
    assertThat(sent()).isEqualTo("#a");
    assertThat(queue.takePresenceDue()).isTrue();
    assertThat(queue.takePresenceDue()).isFalse();
  }

  @Test
  void presenceIsAskedForAfterTheStateAndNotBefore() {
    lag();
    queue.sendPresence(frame('p'));
    unblock();
    assertThat(queue.takeStateDue()).isTrue();
    assertThat(queue.takePresenceDue()).isFalse();
    queue.sendState(frame('s'));
    assertThat(queue.takePresenceDue()).isTrue();
  }

  @Test
  void presenceThatWasAskedForWaitsAndIsNotAskedForAgain() {
    block();
    queue.showPresence(frame('p', Limits.MAX_QUEUED_BYTES));
    queue.showPresence(frame('q'));
    unblock();
    assertThat(sent()).isEqualTo("#p");
    queue.showPresence(frame('r'));
    queue.flush();
    assertThat(sent()).isEqualTo("r");
    assertThat(queue.takePresenceDue()).isFalse();
  }

  @Test
  void presenceThatWasAskedForIsDroppedWhereAStateIsToCome() {
    lag();
    queue.showPresence(frame('p'));
    unblock();
    assertThat(sent()).isEqualTo("#");
  }

  @Test
  void aPongIsOnlyForAClientThatReads() {
    ByteBuf payload = frame('x', 3);
    queue.sendPong(payload);
    queue.flush();
    assertThat(sent()).isEqualTo("\u008A");
    block();
    queue.sendPong(payload);
    unblock();
    assertThat(sent()).isEqualTo("#");
    payload.release();
  }

  @Test
  void theLastComesAfterWhatWaitsAndNothingAfterIt() {
    block();
    queue.send(frame('a'));
    queue.finish(frame('z'));
    queue.send(frame('b'));
    queue.sendState(frame('s'));
    queue.sendPresence(frame('p'));
    queue.sendPing();
    queue.finish(frame('y'));
    unblock();
    assertThat(sent()).isEqualTo("#az");
    assertThat(queue.takeStateDue()).isFalse();
    assertThat(queue.takePresenceDue()).isFalse();
  }

  @Test
  void theLastMayGoPastWhatWaits() {
    block();
    queue.send(frame('a'));
    queue.finishAtOnce(frame('z'));
    unblock();
    assertThat(sent()).isEqualTo("#z");
  }

  @Test
  void anAbortReleasesAllAndClosesTheChannel() {
    block();
    queue.send(frame('a'));
    queue.abort();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(channel::checkException).isInstanceOf(ClosedChannelException.class);
    assertThat(made).allMatch(frame -> frame.refCnt() == 0);
  }

  @Test
  void nothingIsSentAtOnceBeforeWhatWaitsOrTheStateThatIsDueOrAfterTheLast() {
    Eager outlet = new Eager();
    OutboundQueue eager = new OutboundQueue(outlet, Limits.MAX_QUEUED_BYTES, counts);
    ByteBuf frame = frame('x');
    assertThat(eager.sendAtOnce(frame)).isTrue();
    assertThat(frame.refCnt()).isEqualTo(1);

    outlet.writable = false;
    eager.send(frame('a'));
    assertThat(eager.sendAtOnce(frame)).as("before what waits").isFalse();

    eager.send(frame('b', Limits.MAX_QUEUED_BYTES));
    outlet.writable = true;
    assertThat(eager.sendAtOnce(frame)).as("before the state that is due").isFalse();
    eager.sendState(frame('s'));
    assertThat(eager.sendAtOnce(frame)).isTrue();

    eager.finish(frame('z'));
    assertThat(eager.sendAtOnce(frame)).as("after the last").isFalse();
    frame.release();
  }
}
