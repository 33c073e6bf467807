package ai.trivector.collab.server.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/** The page: the site that was exported into the jar. */
final class PageRoutes {

  private static final String ROOT = "site";
  private static final String NOT_FOUND_PAGE = ROOT + "/404.html";

  /** What the site's build names by its content never changes. */
  private static final String CONTENT_NAMED = "/_next/static/";

  private static final String IMMUTABLE = "public, max-age=31536000, immutable";
  private static final String REVALIDATE = "no-cache";

  void mount(Router router) {
    StaticHandler files = StaticHandler.create(ROOT).setIndexPage("index.html");
    read(router, "/trilogic").handler(context -> context.reroute("/trilogic.html"));
    read(router, "/*").handler(PageRoutes::sayHowToCache);
    read(router, "/*").handler(files);
    Resource.at(router, "/*").get(PageRoutes::notFound).andNothingElse();
  }

  private static Route read(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  /**
   * Says last how the answer may be kept, since the file handler has a view of its own. Only of a
   * file that is there: a browser must not remember for a year that one was missing.
   */
  private static void sayHowToCache(RoutingContext context) {
    boolean immutable = context.normalizedPath().startsWith(CONTENT_NAMED);
    context.addHeadersEndHandler(_ -> {
      HttpServerResponse response = context.response();
      if (response.getStatusCode() < 400) {
        response.putHeader("Cache-Control", immutable ? IMMUTABLE : REVALIDATE);
      }
    });
    context.next();
  }

  /** A person is shown the site's own page; a program is told in its language. */
  private static void notFound(RoutingContext context) {
    String accepted = context.request().getHeader("Accept");
    if (accepted == null || !accepted.contains("text/html")) {
      Problem.notFound(context.normalizedPath()).answer(context);
      return;
    }
    context
        .response()
        .setStatusCode(404)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .sendFile(NOT_FOUND_PAGE)
        // A server that was built without the site has no such page.
        .onFailure(_ -> Problem.notFound(context.normalizedPath()).answer(context));
  }
}
