package ai.trivector.collab.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one thread that all load comes from. Its methods may be called from any other. */
public final class LoadLoop implements AutoCloseable {

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  /** Some twenty messages: what a socket has at once where the load keeps up. */
  private static final int READ_BYTES = 4096;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;

  public LoadLoop() {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name("load").daemon().factory(), io);
    loop = group.next();
  }

  Bootstrap bootstrap() {
    return new Bootstrap()
        .group(loop)
        .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));
  }

  /** Does something on the loop, and waits for what comes of it. */
  <T> T call(Callable<T> action) {
    try {
      return loop.submit(action).get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the load failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void execute(Runnable action) {
    loop.execute(action);
  }

  void afterNanos(long delay, Runnable action) {
    var _ = loop.schedule(action, delay, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
