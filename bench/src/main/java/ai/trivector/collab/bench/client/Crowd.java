package ai.trivector.collab.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Many clients of one server, on one event loop of their own. Its own methods may be called from
 * any thread; what a client does happens on the loop.
 */
public final class Crowd implements AutoCloseable {

  /** The largest message that the server sends is a state with its users, of some 20 KiB. */
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final InetSocketAddress server;
  private final BackoffRule backoff;
  private final SplittableRandom random;

  /** On the loop only, as all below. */
  private final Map<String, Client> byId = new HashMap<>();

  private final Incoming incoming = new Incoming();
  private byte[] scratch = new byte[4096];

  /**
   * @param seed from which all that its clients do at random follows
   */
  public Crowd(int port, BackoffRule backoff, long seed) {
    ThreadFactory threads = Thread.ofPlatform().name("crowd-" + port).daemon().factory();
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(1, threads, io);
    loop = group.next();
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.backoff = backoff;
    random = new SplittableRandom(seed);
  }

  /** A new client of a session; it does nothing before {@link Client#connect()}. On the loop. */
  public Client client(String session, String id, Witness witness) {
    Client client = new Client(this, session, id, witness, random.split());
    byId.put(id, client);
    return client;
  }

  /** Forgets a client that has left for good. On the loop. */
  public void forget(Client client) {
    byId.remove(client.id(), client);
  }

  /** Does something on the loop, and waits for what comes of it. */
  public <T> T call(Callable<T> action) {
    try {
      return loop.submit(action).get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the crowd failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public void execute(Runnable action) {
    loop.execute(action);
  }

  /** Does something on the loop after a while. */
  public void after(Duration delay, Runnable action) {
    var _ = loop.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  BackoffRule backoff() {
    return backoff;
  }

  @Nullable Client find(String id) {
    return byId.get(id);
  }

  /** Reads a frame into what is used again for the next one. */
  Incoming read(io.netty.buffer.ByteBuf text) {
    int length = text.readableBytes();
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, 2 * scratch.length)];
    }
    text.readBytes(scratch, 0, length);
    incoming.readFrame(scratch, length);
    return incoming;
  }

  /** Begins a connection; the client is told on the loop what comes of it. */
  void open(Client client, Connection connection, int receiveBufferBytes) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(MAX_MESSAGE_BYTES),
                            new WebSocketClientProtocolHandler(protocol(client.session())),
                            connection);
                  }
                });
    if (receiveBufferBytes > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, receiveBufferBytes);
    }
    ChannelFuture connected = bootstrap.connect(server);
    connected.addListener(future -> {
      if (!future.isSuccess()) {
        connection.failed();
      }
    });
  }

  private WebSocketClientProtocolConfig protocol(String session) {
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(
            URI.create(
                "ws://127.0.0.1:%d/api/v1/session/connect/%s".formatted(server.getPort(), session)))
        .maxFramePayloadLength(MAX_MESSAGE_BYTES)
        .handleCloseFrames(false)
        .dropPongFrames(true)
        .build();
  }

  @Override
  public void close() {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
