package ai.trivector.collab.server.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** One path, and what may be done with it; anything else is a 405 that says what may be. */
final class Resource {

  private final Router router;
  private final String path;
  private final Set<HttpMethod> allowed = new LinkedHashSet<>();

  private Resource(Router router, String path) {
    this.router = router;
    this.path = path;
  }

  static Resource at(Router router, String path) {
    return new Resource(router, path);
  }

  /** Whoever may GET may ask for the head of it alone. */
  Resource get(Handler<RoutingContext> handler) {
    return on(HttpMethod.GET, handler).on(HttpMethod.HEAD, handler);
  }

  Resource post(Handler<RoutingContext> handler) {
    return on(HttpMethod.POST, handler);
  }

  Resource delete(Handler<RoutingContext> handler) {
    return on(HttpMethod.DELETE, handler);
  }

  /** Ends what is said of this path. */
  void andNothingElse() {
    String methods = allowed.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
    router
        .route(path)
        .handler(context -> {
          context.response().putHeader("Allow", methods);
          Problem.methodNotAllowed(context).answer(context);
        });
  }

  private Resource on(HttpMethod method, Handler<RoutingContext> handler) {
    allowed.add(method);
    router.route(method, path).handler(handler);
    return this;
  }
}
