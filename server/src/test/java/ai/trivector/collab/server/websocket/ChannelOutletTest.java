package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.trivector.collab.protocol.Limits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes past the channel, over a socket of the system's. */
final class ChannelOutletTest {

  private static final int SECONDS = 10;

  /** More than the kernel takes of one that does not read. */
  private static final int LARGE = 16 * 1024 * 1024;

  private static final int OTHERS = 16;

  private final CompletableFuture<ChannelHandlerContext> accepted = new CompletableFuture<>();
  private MultiThreadIoEventLoopGroup group;
  private int port;
  private Socket client;
  private Channel channel;
  private ChannelOutlet outlet;
  private OutboundQueue queue;

  @BeforeEach
  void connect() throws Exception {
    assumeTrue(Epoll.isAvailable(), "epoll is of Linux");
    group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childHandler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelActive(ChannelHandlerContext ctx) {
                    accepted.complete(ctx);
                  }

                  @Override
                  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    // Of a client that is gone; what is asserted is what becomes of the frames.
                    var _ = ctx.close();
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    port = ((InetSocketAddress) server.localAddress()).getPort();
    client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
    ChannelHandlerContext context = accepted.get(SECONDS, TimeUnit.SECONDS);
    channel = context.channel();
    outlet = new ChannelOutlet(context);
    queue = new OutboundQueue(outlet, Limits.MAX_QUEUED_BYTES, new OutboundCounts());
  }

  @AfterEach
  void disconnect() throws Exception {
    if (group != null) {
      client.close();
      group.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).sync();
    }
  }

  private <T> T onLoop(Callable<T> action) throws Exception {
    return channel.eventLoop().submit(action).get(SECONDS, TimeUnit.SECONDS);
  }

  private static ByteBuf frame(String text) {
    return Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String read(int bytes) throws IOException {
    return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
  }

  @Test
  void whatNothingIsInTheWayOfGoesOutAndIsStillTheCallers() throws Exception {
    ByteBuf frame = frame("hello");
    assertThat(onLoop(() -> queue.sendAtOnce(frame))).isTrue();
    assertThat(onLoop(() -> queue.sendAtOnce(frame))).isTrue();
    assertThat(read(10)).isEqualTo("hellohello");
    assertThat(frame.refCnt()).isEqualTo(1);
    assertThat(frame.readableBytes()).isEqualTo(5);
    frame.release();
  }

  @Test
  void nothingOvertakesWhatWasWrittenAndNotPushedOut() throws Exception {
    ByteBuf second = frame("second");
    boolean overtook =
        onLoop(() -> {
          queue.send(frame("first "));
          boolean sent = queue.sendAtOnce(second);
          queue.send(second.retainedDuplicate());
          queue.flush();
          return sent;
        });
    assertThat(overtook).isFalse();
    assertThat(onLoop(() -> queue.sendAtOnce(second))).isTrue();
    assertThat(read(18)).isEqualTo("first secondsecond");
    second.release();
  }

  @Test
  void ofWhatTheKernelTakesAPartOfTheRestFollowsInOrder() throws Exception {
    byte[] bytes = new byte[LARGE];
    for (int i = 0; i < LARGE; i++) {
      bytes[i] = (byte) ((i * 31) >> 3);
    }
    ByteBuf large = Unpooled.directBuffer(LARGE).writeBytes(bytes);
    ByteBuf small = frame("small");
    assertThat(onLoop(() -> queue.sendAtOnce(large))).isTrue();
    assertThat(onLoop(outlet::isWritable)).isFalse();
    assertThat(onLoop(() -> queue.sendAtOnce(small))).isFalse();
    onLoop(() -> {
      queue.finish(small.retainedDuplicate());
      return null;
    });
    assertThat(Arrays.equals(client.getInputStream().readNBytes(LARGE), bytes)).isTrue();
    assertThat(read(5)).isEqualTo("small");
    assertThat(onLoop(large::refCnt)).isEqualTo(1);
    large.release();
    small.release();
  }

  @Test
  void theNumberOfAClosedSocketMayBeAnothersByNow() throws Exception {
    ByteBuf frame = frame("x");
    List<Socket> others = new ArrayList<>();
    int sent =
        onLoop(() -> {
          outlet.sendAtOnce(frame);
          var _ = channel.close();
          // The system gives out the lowest number that is free.
          for (int i = 0; i < OTHERS; i++) {
            others.add(new Socket(InetAddress.getLoopbackAddress(), port));
          }
          return outlet.sendAtOnce(frame);
        });
    assertThat(sent).isZero();
    assertThat(onLoop(outlet::isWritable)).isFalse();
    assertThat(read(2)).isEqualTo("x");
    for (Socket other : others) {
      other.close();
    }
    frame.release();
  }

  @Test
  void whereTheOtherEndIsGoneTheChannelSaysSo() throws Exception {
    ByteBuf frame = frame("x");
    client.setSoLinger(true, 0);
    boolean sent =
        onLoop(() -> {
          client.close();
          boolean atOnce = queue.sendAtOnce(frame);
          queue.send(frame);
          queue.flush();
          return atOnce;
        });
    assertThat(sent).isFalse();
    assertThat(channel.closeFuture().await(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(onLoop(frame::refCnt)).isZero();
  }

  @Test
  void overAnotherTransportAllGoesThroughTheChannel() {
    EmbeddedChannel other = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    ByteBuf frame = frame("x");
    assertThat(new ChannelOutlet(other.pipeline().lastContext()).sendAtOnce(frame)).isZero();
    assertThat(other.<Object>readOutbound()).isNull();
    frame.release();
    other.finishAndReleaseAll();
  }
}
