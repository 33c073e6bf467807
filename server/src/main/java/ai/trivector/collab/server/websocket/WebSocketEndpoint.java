package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.server.runtime.Admittance;
import ai.trivector.collab.session.SessionId;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route on which clients connect. Compression is negotiated ({@link PerMessageDeflate}), and
 * nothing else.
 *
 * <p>A client that may not connect is upgraded first and then told by a close code: a browser shows
 * the page nothing of a refused upgrade. No handler before this one on the route may suspend the
 * request (see {@link Takeover}). Called on any event loop of the server.
 */
public final class WebSocketEndpoint implements Handler<RoutingContext> {

  public static final String PATH = "/api/v1/session/connect/:sessionId";

  private static final Logger log = LoggerFactory.getLogger(WebSocketEndpoint.class);
  private static final Goodbye FORBIDDEN =
      new Goodbye(CloseCode.FORBIDDEN, "this origin may not connect here; see FRONTEND_URL");
  private static final Goodbye NO_SUCH_SESSION =
      new Goodbye(CloseCode.NO_SUCH_SESSION, "no such session");

  private final BiFunction<SessionId, Connection, MessageHandler> handlers;
  private final Predicate<String> allowedOrigins;
  private final Connections connections;
  private final WebSocketSettings settings;
  private final WebSocketDecoderConfig frames;
  private final WebSocketDecoderConfig compressedFrames;

  /**
   * @param allowedOrigins whose pages may connect, besides those that this server itself serves
   * @param ticker nanoseconds that only ever go forward
   */
  public WebSocketEndpoint(
      Joiner joiner,
      Function<ClientMessage.Auth, Admittance> admission,
      Predicate<String> allowedOrigins,
      Connections connections,
      WebSocketSettings settings,
      LongSupplier ticker) {
    this(
        conversations(new Services(joiner, admission, settings, ticker)),
        allowedOrigins,
        connections,
        settings);
  }

  /**
   * @param handlers make what the messages of a session's connection are for
   */
  WebSocketEndpoint(
      BiFunction<SessionId, Connection, MessageHandler> handlers,
      Predicate<String> allowedOrigins,
      Connections connections,
      WebSocketSettings settings) {
    this.handlers = handlers;
    this.allowedOrigins = allowedOrigins;
    this.connections = connections;
    this.settings = settings;
    frames = FrameDecoder.config(settings.message(), false);
    compressedFrames = FrameDecoder.config(settings.message(), true);
  }

  private static BiFunction<SessionId, Connection, MessageHandler> conversations(
      Services services) {
    return (session, connection) -> new Conversation(services, session, connection);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Handshake.Refusal> refusal = Handshake.refusal(request);
    if (refusal.isPresent()) {
      refusal.get().answer(request.response());
      return;
    }
    Optional<SessionId> session =
        Optional.ofNullable(context.pathParam("sessionId")).flatMap(SessionId::parse);
    if (!isAllowed(request)) {
      turnAway(request, FORBIDDEN);
    } else if (session.isEmpty()) {
      turnAway(request, NO_SUCH_SESSION);
    } else {
      connections
          .reserve()
          .ifPresentOrElse(why -> turnAway(request, why), () -> connect(request, session.get()));
    }
  }

  /** A program has no origin; what it may do is for its token to say. */
  private boolean isAllowed(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || isOurOwn(origin, request) || allowedOrigins.test(origin);
  }

  private static boolean isOurOwn(String origin, HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    String own = "://" + (host == null ? "" : host.toLowerCase(Locale.ROOT));
    String lower = origin.toLowerCase(Locale.ROOT);
    return host != null && (lower.equals("http" + own) || lower.equals("https" + own));
  }

  private void connect(HttpServerRequest request, SessionId session) {
    Optional<PerMessageDeflate> compression =
        PerMessageDeflate.firstAcceptable(request.headers().getAll(PerMessageDeflate.HEADER));
    upgrade(
        request,
        compression,
        takeover -> install(takeover, session, compression),
        connections::release);
  }

  private void install(
      Takeover takeover, SessionId session, Optional<PerMessageDeflate> compression) {
    Connection installed =
        takeover.install(
            compression.isPresent() ? compressedFrames : frames,
            (decoder, out) ->
                new Connection(
                    settings,
                    session,
                    connections.on(out.channel()),
                    decoder,
                    out,
                    compression,
                    connection -> handlers.apply(session, connection)));
    connections.add(installed);
  }

  private void turnAway(HttpServerRequest request, Goodbye why) {
    log.debug("event=connection_refused code={}", why.code().code());
    connections.counts().turnedAway().add(why.code());
    upgrade(
        request,
        Optional.empty(),
        takeover -> takeover.install(frames, (_, out) -> sayGoodbye(why, out)),
        () -> {});
  }

  private static void upgrade(
      HttpServerRequest request,
      Optional<PerMessageDeflate> compression,
      Consumer<Takeover> upgraded,
      Runnable failed) {
    Takeover takeover = Takeover.begin(request);
    Handshake.accept(request, compression);
    request
        .toNetSocket()
        .onComplete(socket -> {
          if (socket.succeeded()) {
            upgraded.accept(takeover);
            takeover.complete();
          } else {
            takeover.abandon();
            failed.run();
            log.debug("event=upgrade_failed", socket.cause());
          }
        });
  }

  private Farewell sayGoodbye(Goodbye why, ChannelHandlerContext out) {
    var _ = out.writeAndFlush(ControlFrames.close(why.code(), why.reason()), out.voidPromise());
    return Farewell.untilAnswered(out, new NettyLoop(out.channel().eventLoop()), settings);
  }
}
