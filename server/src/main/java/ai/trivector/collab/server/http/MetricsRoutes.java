package ai.trivector.collab.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.util.Optional;

/** What Prometheus reads. How much a server does, and for how many, is not everybody's business. */
final class MetricsRoutes {

  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String BEARER = "Bearer ";

  private final Optional<Scraping> scraping;

  /**
   * @param scraping empty where nobody may ask
   */
  MetricsRoutes(Optional<Scraping> scraping) {
    this.scraping = scraping;
  }

  void mount(Router router) {
    Resource.at(router, "/metrics").get(this::metrics).andNothingElse();
  }

  private void metrics(RoutingContext context) {
    if (scraping.isEmpty()) {
      new Problem(404, "Not found", "metrics are served where METRICS_TOKEN is set")
          .answer(context);
    } else if (!scraping.get().token().map(token -> isGiven(token, context)).orElse(true)) {
      context.response().putHeader("WWW-Authenticate", BEARER.strip());
      Problem.unauthorized("metrics are for who says 'Authorization: Bearer' and METRICS_TOKEN")
          .answer(context);
    } else {
      scrape(context, scraping.get());
    }
  }

  /** Takes as long for a token that is almost right as for any other. */
  private static boolean isGiven(String token, RoutingContext context) {
    String said = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return said != null
        && said.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(
            token.getBytes(UTF_8), said.substring(BEARER.length()).strip().getBytes(UTF_8));
  }

  /** Answers on the request's own event loop. */
  private static void scrape(RoutingContext context, Scraping scraping) {
    var loop = context.vertx().getOrCreateContext();
    scraping
        .scrape()
        .get()
        .whenComplete((text, failure) ->
            loop.runOnContext(_ -> {
              if (failure != null) {
                context.fail(failure);
              } else {
                answer(context, text);
              }
            }));
  }

  private static void answer(RoutingContext context, String text) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, TEXT_FORMAT)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(text);
  }
}
