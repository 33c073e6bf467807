package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.server.runtime.Admittance;
import ai.trivector.collab.server.runtime.JoinRequest;
import ai.trivector.collab.server.runtime.Membership;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The endpoint on a real HTTP server, and in place of a session one that records. */
final class TestServer implements AutoCloseable {

  static final String TOKEN = "good";
  static final String AUTH = "{\"type\":\"auth\",\"payload\":{\"token\":\"good\"}}";
  static final String PING = "{\"type\":\"ping\"}";
  static final String PONG = "{\"type\":\"pong\"}";
  static final String ALLOWED_ORIGIN = "https://allowed.example";

  private static final long REPLY_TIMEOUT_SECONDS = 5;

  /** What a session was told. */
  sealed interface Told {

    record Joined(SessionId session, JoinRequest request, Peer peer) implements Told {}

    record Message(ClientMessage message) implements Told {}

    record NeedsState() implements Told {}

    record NeedsPresence() implements Told {}

    record Disconnected(boolean deliberate) implements Told {}
  }

  /** Records what a connection tells its session. */
  private record Recorder(BlockingQueue<Told> told) implements Membership {

    @Override
    public void receive(ClientMessage message) {
      told.add(new Told.Message(message));
    }

    @Override
    public void needsState() {
      told.add(new Told.NeedsState());
    }

    @Override
    public void needsPresence() {
      told.add(new Told.NeedsPresence());
    }

    @Override
    public void disconnected(boolean deliberate) {
      told.add(new Told.Disconnected(deliberate));
    }
  }

  final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  final Connections connections;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final HttpServer http;

  TestServer(WebSocketSettings settings) {
    this(settings, new HttpServerOptions(), System::nanoTime);
  }

  TestServer(WebSocketSettings settings, HttpServerOptions options, LongSupplier ticker) {
    connections = new Connections(settings);
    Router router = Router.router(vertx);
    router
        .route(WebSocketEndpoint.PATH)
        .handler(
            new WebSocketEndpoint(
                this::join,
                TestServer::admit,
                ALLOWED_ORIGIN::equals,
                connections,
                settings,
                ticker));
    http =
        vertx
            .createHttpServer(options.setPort(0).setHost("127.0.0.1").setCompressionSupported(true))
            .requestHandler(router)
            .listen()
            .await();
  }

  /** Without a heartbeat, and with a close that is waited for longer than any test takes. */
  static WebSocketSettings settings() {
    return settings(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(1));
  }

  /** With a rate that no test but that of the rate reaches. */
  static WebSocketSettings settings(
      Duration heartbeat, Duration authTimeout, Duration closeTimeout) {
    return new WebSocketSettings(
        100, heartbeat, 1000, 1000, authTimeout, messages(Duration.ofMillis(300)), closeTimeout);
  }

  /** Messages as large as the protocol's, with another time to end in. */
  static MessageBounds messages(Duration timeout) {
    return new MessageBounds(Limits.MAX_MESSAGE_BYTES, Limits.MAX_FRAGMENTS, timeout);
  }

  private Membership join(SessionId session, JoinRequest request, Peer peer) {
    told.add(new Told.Joined(session, request, peer));
    return new Recorder(told);
  }

  private static Admittance admit(ClientMessage.Auth auth) {
    return auth.token().filter(TOKEN::equals).isPresent()
        ? new Admittance.Admitted(new User(new UserId("u1"), "Ada", "#2563eb"))
        : new Admittance.Denied("the token is not good", "bad_token");
  }

  int port() {
    return http.actualPort();
  }

  RawClient connect() {
    return new RawClient(port()).connect("/api/v1/session/connect/abc");
  }

  RawClient join() {
    RawClient client = connect().send(AUTH);
    next(Told.Joined.class);
    return client;
  }

  Peer peer(RawClient client) {
    client.send(AUTH);
    return next(Told.Joined.class).peer();
  }

  /** The next that a session was told, which has to be of this kind. */
  <T extends Told> T next(Class<T> kind) {
    try {
      Told next = told.poll(REPLY_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(next).isInstanceOf(kind);
      return kind.cast(next);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
