package ai.trivector.collab.server;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.server.auth.Gate;
import ai.trivector.collab.server.auth.SecretFile;
import ai.trivector.collab.server.auth.Tokens;
import ai.trivector.collab.server.config.Config;
import ai.trivector.collab.server.http.Checkup;
import ai.trivector.collab.server.http.PlainConnections;
import ai.trivector.collab.server.http.Routes;
import ai.trivector.collab.server.http.Scraping;
import ai.trivector.collab.server.http.Site;
import ai.trivector.collab.server.observe.Scrapes;
import ai.trivector.collab.server.runtime.Expiry;
import ai.trivector.collab.server.runtime.LoopLag;
import ai.trivector.collab.server.runtime.SessionRegistry;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.sqlite.SqliteEventStore;
import ai.trivector.collab.server.websocket.Connections;
import ai.trivector.collab.server.websocket.NettyLoop;
import ai.trivector.collab.server.websocket.WebSocketEndpoint;
import ai.trivector.collab.server.websocket.WebSocketSettings;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running server. The only place where adapters are constructed and wired. */
public final class Server {

  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /** Together they keep a stop under the 5 s that a supervisor gives us at least. */
  private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration GOODBYE_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** Plain HTTP connections beside the upgraded ones, for each of which one was plain before. */
  private static final int UPGRADED_PER_PLAIN = 4;

  private static final int MIN_PLAIN_CONNECTIONS = 1024;

  /** A client may burst to this many seconds' worth of messages, when it comes back. */
  private static final int BURST_SECONDS = 2;

  /** One of the listeners' own, by which they find the port that the system chose for one. */
  private static final int SHARED_PORT_ID = 1;

  private static final String UNKNOWN_VERSION = "development";

  private final Vertx vertx;
  private final EventStore store;
  private final SessionRegistry registry;
  private final Optional<Expiry> expiry;
  private final Connections connections;
  private final LoopLag lag;
  private final Scrapes scrapes;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicInteger port = new AtomicInteger();

  private Server(
      Vertx vertx,
      EventStore store,
      SessionRegistry registry,
      Optional<Expiry> expiry,
      Connections connections,
      LoopLag lag,
      Scrapes scrapes) {
    this.vertx = vertx;
    this.store = store;
    this.registry = registry;
    this.expiry = expiry;
    this.connections = connections;
    this.lag = lag;
    this.scrapes = scrapes;
  }

  /** Opens the log, then the port; returns when the server can be used. */
  public static Server start(Config config) throws StartException {
    return start(config, UnaryOperator.identity());
  }

  /** For the soaks: with something in between this server and its log. */
  static Server start(Config config, UnaryOperator<EventStore> between) throws StartException {
    SecureRandom random = new SecureRandom();
    InstantSource clock = InstantSource.system();
    Ids ids = new Ids(random);
    // First of all, for it makes the directory, and sees to it that we are alone in it.
    SqliteEventStore eventLog =
        SqliteEventStore.open(config.dataDir(), config.durability(), config.logBound(), ids::epoch);
    EventStore store = between.apply(eventLog);
    Tokens tokens;
    try {
      tokens = new Tokens(secret(config, random), config.jwtExpiration(), clock);
    } catch (IOException e) {
      store.close();
      throw new StartException(
          "DATA_DIR=%s cannot keep the secret of the tokens: %s"
              .formatted(config.dataDir(), reason(e)),
          e);
    }
    Vertx vertx =
        Vertx.builder()
            .with(
                new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()))
            .withTransport(transport(config))
            .build();
    List<NettyLoop> loops = loopsOf(vertx);
    SessionRegistry registry =
        new SessionRegistry(loops, store, clock, ids::client, config.runtime());
    Optional<Expiry> expiry =
        config
            .sessionTimeToLive()
            .map(ttl -> new Expiry(registry, store, clock, loops.getFirst(), ttl));
    WebSocketSettings limits = limits(config);
    Connections connections = new Connections(limits);
    PlainConnections plain = plainConnections(config);
    LoopLag lag = new LoopLag(loops);
    Instruments instruments =
        new Instruments(config, registry, connections, plain, eventLog, store, lag, version());
    Scrapes scrapes = new Scrapes(instruments::nameIn);
    Server server = new Server(vertx, store, registry, expiry, connections, lag, scrapes);
    Gate gate = new Gate(tokens, config.allowAnonymous(), ids::user);
    Set<String> origins = Set.copyOf(config.frontendOrigins());
    WebSocketEndpoint socket =
        new WebSocketEndpoint(
            registry::join,
            gate::admit,
            origin -> origins.contains(origin.toLowerCase(Locale.ROOT)),
            connections,
            limits,
            System::nanoTime);
    Routes.Parts parts =
        new Routes.Parts(
            registry,
            socket,
            gate,
            tokens,
            clock,
            ids::session,
            ids::epoch,
            new Checkup(store::check, clock),
            Site.load(),
            server.stopping::get,
            connections::count,
            config.frontendOrigins(),
            scraping(config, scrapes),
            version());
    server.listen(config, plain, parts, loops.size());
    expiry.ifPresent(Expiry::start);
    lag.start();
    return server;
  }

  /** The port that the server really has: with port 0 the system chose one. */
  public int port() {
    return port.get();
  }

  /**
   * Takes no more, finishes what has come, and sends everybody away with the word that they may
   * come back. Returns when all is in the log; calling it again does nothing.
   */
  public void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    log.info("event=stopping connections={}", connections.count());
    connections.stopAccepting();
    lag.stop();
    expiry.ifPresent(Expiry::stop);
    await("sessions", registry.stop(), FINISH_TIMEOUT);
    await(
        "connections",
        connections.closeAll(CloseCode.RESTARTING, "the server is restarting", GOODBYE_TIMEOUT),
        GOODBYE_TIMEOUT);
    await("network", vertx.close().toCompletionStage(), CLOSE_TIMEOUT);
    scrapes.close();
    store.close();
    log.info("event=stopped");
  }

  private void listen(Config config, PlainConnections plain, Routes.Parts parts, int instances)
      throws StartException {
    Future<?> deployed =
        vertx.deployVerticle(
            () -> new Listener(plain, address(config), parts),
            new DeploymentOptions().setInstances(instances));
    try {
      deployed
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      stop();
      throw new StartException(
          "PORT=%d on HOST=%s cannot be listened on: %s"
              .formatted(config.port(), config.host(), reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    }
  }

  /** One HTTP server per event loop; together they share the port. */
  private final class Listener extends AbstractVerticle {
    private final PlainConnections plain;
    private final SocketAddress address;
    private final Routes.Parts parts;

    Listener(PlainConnections plain, SocketAddress address, Routes.Parts parts) {
      this.plain = plain;
      this.address = address;
      this.parts = parts;
    }

    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer(PlainConnections.options())
          .connectionHandler(plain::accept)
          .requestHandler(Routes.create(vertx, parts))
          .listen(address)
          .<Void>map(server -> {
            port.set(server.actualPort());
            return null;
          })
          .onComplete(started);
    }
  }

  /** Where all event loops listen; with port 0 too, they have to share one. */
  private static SocketAddress address(Config config) {
    return config.port() == 0
        ? SocketAddress.sharedRandomPort(SHARED_PORT_ID, config.host())
        : SocketAddress.inetSocketAddress(config.port(), config.host());
  }

  /** What was asked for where the system has it, or else what it has: that serves as well. */
  private static Transport transport(Config config) {
    if (config.transport() == Config.Transport.IO_URING) {
      if (Transport.IO_URING.available()) {
        return Transport.IO_URING;
      }
      log.warn(
          "event=transport_unavailable transport=io_uring error=\"{}\"",
          Transport.IO_URING.unavailabilityCause().toString());
    }
    Transport ofTheSystem = Transport.nativeTransport();
    return ofTheSystem != null && ofTheSystem.available() ? ofTheSystem : Transport.NIO;
  }

  private static String secret(Config config, SecureRandom random) throws IOException {
    Optional<String> given = config.jwtSecret();
    return given.isPresent() ? given.get() : SecretFile.readOrMake(config.dataDir(), random);
  }

  private static PlainConnections plainConnections(Config config) {
    return new PlainConnections(
        Math.max(MIN_PLAIN_CONNECTIONS, config.maxConnections() / UPGRADED_PER_PLAIN),
        PlainConnections.REQUEST_TIMEOUT);
  }

  private static Optional<Scraping> scraping(Config config, Scrapes scrapes) {
    return config.servesMetrics()
        ? Optional.of(new Scraping(scrapes::scrape, config.metricsToken()))
        : Optional.empty();
  }

  private static WebSocketSettings limits(Config config) {
    WebSocketSettings defaults = WebSocketSettings.defaults();
    return new WebSocketSettings(
        config.maxConnections(),
        defaults.heartbeat(),
        config.messagesPerSecond(),
        config.messagesPerSecond() * BURST_SECONDS,
        defaults.authTimeout(),
        defaults.message(),
        defaults.closeTimeout());
  }

  private static List<NettyLoop> loopsOf(Vertx vertx) {
    List<NettyLoop> loops = new ArrayList<>();
    for (EventExecutor executor : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loops.add(new NettyLoop((EventLoop) executor));
    }
    return loops;
  }

  private static void await(String what, CompletionStage<Void> stage, Duration timeout) {
    try {
      stage.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("event=stop_incomplete what={} error={}", what, reason(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String version() {
    String version = Server.class.getPackage().getImplementationVersion();
    return version == null ? UNKNOWN_VERSION : version;
  }
}
