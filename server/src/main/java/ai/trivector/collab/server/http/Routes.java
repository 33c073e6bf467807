package ai.trivector.collab.server.http;

import ai.trivector.collab.server.auth.Gate;
import ai.trivector.collab.server.auth.Tokens;
import ai.trivector.collab.server.runtime.SessionRegistry;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.SessionId;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every path that the server answers. */
public final class Routes {

  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  /** The largest body that a call takes is a few names and numbers. */
  private static final int MAX_BODY_BYTES = 16 * 1024;

  /**
   * What the routes stand on.
   *
   * @param socket takes over a connection that asks for a WebSocket
   * @param checkup asks whether the store can serve; one for all event loops
   * @param metrics empty where nobody may ask for them
   * @param site the page's files; one for all event loops
   */
  public record Parts(
      SessionRegistry registry,
      Handler<RoutingContext> socket,
      Gate gate,
      Tokens tokens,
      InstantSource clock,
      Supplier<SessionId> sessionIds,
      Supplier<Epoch> epochs,
      Checkup checkup,
      Site site,
      BooleanSupplier stopping,
      IntSupplier connections,
      List<String> origins,
      Optional<Scraping> metrics,
      String version) {}

  private Routes() {}

  /** A router for one event loop. */
  public static Router create(Vertx vertx, Parts parts) {
    Router router = Router.router(vertx);
    router.route().handler(Routes::harden).failureHandler(Routes::cut);
    router.route("/api/v1/session/connect/:sessionId").handler(parts.socket());
    router.route("/api/*").handler(new Cors(parts.origins()));
    router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
    new SessionRoutes(parts.registry(), parts.clock(), parts.sessionIds(), parts.epochs())
        .mount(router);
    new AuthRoutes(parts.gate(), parts.tokens()).mount(router);
    new HealthRoutes(parts).mount(router);
    new MetricsRoutes(parts.metrics()).mount(router);
    router
        .route("/api/*")
        .handler(context -> Problem.notFound(context.normalizedPath()).answer(context));
    new PageRoutes(parts.site()).mount(router);
    failures(router);
    return router;
  }

  /**
   * Browsers are told to take what we send for what we say it is, and to tell nobody where from.
   */
  private static void harden(RoutingContext context) {
    context
        .response()
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader("X-Frame-Options", "SAMEORIGIN");
    context.next();
  }

  private static void failures(Router router) {
    router.errorHandler(404, context -> Problem.notFound(context.normalizedPath()).answer(context));
    router.errorHandler(
        413,
        context ->
            new Problem(
                    413, "Body too large", "a body has at most %d bytes".formatted(MAX_BODY_BYTES))
                .answer(context));
    router.errorHandler(
        400, context -> Problem.badRequest("the request could not be read").answer(context));
    router.errorHandler(
        500,
        context -> {
          log.error("event=request_failed path={}", context.request().path(), context.failure());
          new Problem(500, "Internal error", "something failed here; it was logged")
              .answer(context);
        });
  }

  /** A client that hangs up, within its body or within our answer, is no failure of ours. */
  private static void cut(RoutingContext context) {
    boolean hungUp =
        context.failure() instanceof HttpClosedException
            || (context.failure() instanceof IOException && context.response().headWritten());
    if (hungUp) {
      log.debug("event=request_cut path={}", context.request().path(), context.failure());
    } else {
      context.next();
    }
  }
}
