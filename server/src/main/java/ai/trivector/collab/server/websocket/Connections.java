package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All connections of this process. Any thread may call it; what belongs to an event loop is reached
 * by a task on that loop.
 */
public final class Connections {

  private static final Goodbye RESTARTING =
      new Goodbye(CloseCode.RESTARTING, "the server is restarting");
  private static final Goodbye OVER_CAPACITY =
      new Goodbye(CloseCode.OVER_CAPACITY, "this server is full; try again later");

  private final WebSocketSettings settings;
  private final ConcurrentMap<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final SocketCounts counts = new SocketCounts();
  private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
  private volatile boolean draining;

  public Connections(WebSocketSettings settings) {
    this.settings = settings;
  }

  /** How many there are, those included that are saying goodbye. */
  public int count() {
    return open.get();
  }

  /** What went through all of them, those included that are gone. */
  public SocketCounts counts() {
    return counts;
  }

  /** From now on whoever connects is sent to come back after the restart. */
  public void stopAccepting() {
    draining = true;
  }

  /**
   * Closes all connections, and accepts no more. The stage completes when all are closed, at the
   * latest after {@code deadline}.
   */
  public CompletionStage<Void> closeAll(CloseCode code, String reason, Duration deadline) {
    stopAccepting();
    loops
        .values()
        .forEach(connections ->
            connections
                .loop()
                .execute(() -> connections.all().forEach(each -> each.close(code, reason))));
    if (open.get() == 0) {
      allClosed.complete(null);
    }
    return allClosed.copy().completeOnTimeout(null, deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes a place for one more connection, or says why there is none. */
  Optional<Goodbye> reserve() {
    if (draining) {
      return Optional.of(RESTARTING);
    }
    if (open.incrementAndGet() > settings.maxConnections()) {
      release();
      return Optional.of(OVER_CAPACITY);
    }
    return Optional.empty();
  }

  /** Gives back a place that was reserved. */
  void release() {
    if (open.decrementAndGet() == 0 && draining) {
      allClosed.complete(null);
    }
  }

  /** The neighbours of a connection to be. */
  LoopConnections on(Channel channel) {
    return loops.computeIfAbsent(
        channel.eventLoop(), loop -> new LoopConnections(new NettyLoop(loop), settings, counts));
  }

  /** Fills a place that was reserved. To be called on the connection's event loop. */
  void add(Connection connection) {
    connection.neighbours().add(connection);
    counts.opened().increment();
    connection
        .channel()
        .closeFuture()
        .addListener(_ -> {
          connection.neighbours().remove(connection);
          release();
        });
    if (draining) {
      // It was accepted just before, and closeAll may have passed this loop already.
      connection.close(RESTARTING.code(), RESTARTING.reason());
    }
  }
}
