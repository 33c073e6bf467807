package ai.trivector.collab.server.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/** The page: the site that was exported into the jar. */
final class PageRoutes {

  private static final String ROOT = "site";

  /** What the site's build names by its content never changes. */
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private static final String REVALIDATE = "no-cache";

  void mount(Router router) {
    StaticHandler files = StaticHandler.create(ROOT).setIndexPage("index.html");
    router.get("/_next/static/*").handler(context -> cached(context, IMMUTABLE));
    router.route("/trilogic").handler(context -> context.reroute("/trilogic.html"));
    router.route("/*").handler(context -> cached(context, REVALIDATE));
    router.route("/*").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(files);
  }

  /** Says last how the answer may be kept, since the file handler has a view of its own. */
  private static void cached(RoutingContext context, String policy) {
    context.addHeadersEndHandler(_ -> context.response().putHeader("Cache-Control", policy));
    context.next();
  }
}
