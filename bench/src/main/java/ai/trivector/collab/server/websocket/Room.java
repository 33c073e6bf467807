package ai.trivector.collab.server.websocket;

import ai.trivector.collab.server.runtime.Admittance;
import ai.trivector.collab.server.runtime.RuntimeSettings;
import ai.trivector.collab.server.runtime.SessionRegistry;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.server.store.sqlite.SqliteEventStore;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The server without its sockets: one session with so many members on one event loop, over a log in
 * a real file. A message goes the whole way, from the bytes that a socket would bring to those that
 * each member's socket would be given; the next one comes when it has arrived. In the package of
 * the connections, for nobody else may make one.
 *
 * <p>Itself it makes no garbage, so that what a run allocates is the server's.
 */
@NullMarked
public final class Room implements AutoCloseable {

  private static final SessionId SESSION = new SessionId("room");
  private static final Duration LONG = Duration.ofHours(1);
  private static final int TIMEOUT_SECONDS = 60;

  /** More than anybody sends here. */
  private static final int MESSAGES_PER_SECOND = 100_000_000;

  /** What a channel reads into; see {@code Takeover}. */
  private static final int READ_BYTES = 512;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final EventLoop eventLoop = group.next();
  private final LoopConnections connections;
  private final EventStore store;
  private final SessionRegistry registry;
  private final List<EmbeddedChannel> members = new ArrayList<>();
  private final Runnable sendNext = this::sendNext;

  /** On the event loop only, as all below. */
  private long deliveries;

  private long expected;
  private int left;
  private @Nullable CountDownLatch done;
  private final MaskedUpdate update = new MaskedUpdate();

  /** A room with so many members, all of whom have been told of each other. */
  public Room(Path dir, int size) {
    connections = new LoopConnections(new NettyLoop(eventLoop), settings(), new SocketCounts());
    store = SqliteEventStore.open(dir, Durability.OS, LogBound.NONE, () -> new Epoch("e2"));
    InstantSource clock = InstantSource.system();
    registry =
        new SessionRegistry(
            List.of(new NettyLoop(eventLoop)),
            store,
            clock,
            () -> new ClientId("unnamed"),
            new RuntimeSettings(Duration.ofMillis(500), LONG, size, 1, LONG));
    boolean made =
        registry
            .create(
                Session.create(SESSION, new Epoch("e1"), Model.TRILOGIC, clock.instant(), Map.of()))
            .toCompletableFuture()
            .join();
    if (!made) {
      throw new IllegalStateException("there is a session in " + dir);
    }
    for (int i = 0; i < size; i++) {
      int member = i;
      // It is told that it is let in, and all those who are here that it has come.
      doAndAwait(member + 2, () -> join(member));
    }
  }

  /** Sends so many changes, one after another, each when the last one has reached every member. */
  public void run(int messages) {
    CountDownLatch end = new CountDownLatch(1);
    eventLoop.execute(() -> {
      done = end;
      left = messages;
      sendNext();
    });
    await(end);
  }

  /** The threads that do the work: the event loop's, and the one that writes the log. */
  public List<Thread> threads() {
    List<Thread> threads = new ArrayList<>();
    doAndAwait(0, () -> threads.add(Thread.currentThread()));
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("store-writer"))
        .forEach(threads::add);
    return threads;
  }

  @Override
  public void close() {
    doAndAwait(0, () -> members.forEach(EmbeddedChannel::finishAndReleaseAll));
    registry.stop().toCompletableFuture().join();
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    store.close();
  }

  private void join(int member) {
    EmbeddedChannel channel = new EmbeddedChannel(new Socket());
    WebSocketSettings settings = settings();
    FrameDecoder decoder = new FrameDecoder(FrameDecoder.config(settings.message(), false));
    channel.pipeline().addLast(decoder, new TextCheck());
    Services services =
        new Services(
            registry::join,
            auth ->
                new Admittance.Admitted(
                    new User(
                        new UserId("user-%012d".formatted(member)),
                        auth.name().orElseThrow(),
                        "#2563eb")),
            settings,
            System::nanoTime);
    Connection connection =
        new Connection(
            settings,
            SESSION,
            connections,
            decoder,
            channel.pipeline().context(decoder),
            Optional.empty(),
            made -> new Conversation(services, SESSION, made));
    channel.pipeline().addLast(Takeover.CONNECTION, connection);
    members.add(channel);
    String auth =
        """
        {"type":"auth","payload":{"clientId":"3f0c9a54-1b1e-4c9d-8e55-%012d","name":"Person %d"}}\
        """
            .formatted(member, member);
    receive(channel, MaskedUpdate.frame(auth.getBytes(StandardCharsets.UTF_8)));
  }

  /** As a channel does that has read what came. */
  private static void receive(EmbeddedChannel channel, byte[] bytes) {
    ByteBuf read = ByteBufAllocator.DEFAULT.directBuffer(READ_BYTES).writeBytes(bytes);
    channel.pipeline().fireChannelRead(read);
    channel.pipeline().fireChannelReadComplete();
  }

  private void sendNext() {
    expected = deliveries + members.size();
    receive(members.getFirst(), update.next());
  }

  private void delivered() {
    deliveries++;
    if (deliveries != expected || done == null) {
      return;
    }
    left--;
    if (left > 0) {
      eventLoop.execute(sendNext);
    } else {
      CountDownLatch ended = done;
      done = null;
      ended.countDown();
    }
  }

  /** Does something on the event loop, and waits until that has brought so many deliveries. */
  private void doAndAwait(int brings, Runnable action) {
    CountDownLatch end = new CountDownLatch(1);
    eventLoop.execute(() -> {
      expected = deliveries + brings;
      left = 1;
      done = end;
      action.run();
      if (brings == 0) {
        end.countDown();
      }
    });
    await(end);
  }

  private static void await(CountDownLatch end) {
    try {
      if (!end.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a message did not arrive");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static WebSocketSettings settings() {
    WebSocketSettings defaults = WebSocketSettings.defaults();
    return new WebSocketSettings(
        defaults.maxConnections(),
        LONG,
        MESSAGES_PER_SECOND,
        defaults.burst(),
        LONG,
        defaults.message(),
        defaults.closeTimeout());
  }

  /** Where a frame would leave the process. */
  private final class Socket extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object frame, ChannelPromise promise) {
      ReferenceCountUtil.release(frame);
      delivered();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {}
  }
}
