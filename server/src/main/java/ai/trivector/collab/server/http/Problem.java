package ai.trivector.collab.server.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * An error as RFC 9457 has it.
 *
 * @param title what is wrong in general
 * @param detail what is wrong with this request, and what would be right
 */
record Problem(int status, String title, String detail) {

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad request", detail);
  }

  static Problem unauthorized(String detail) {
    return new Problem(401, "Not authenticated", detail);
  }

  static Problem noSuchSession(String id) {
    return new Problem(404, "No such session", "there is no session '%s'".formatted(id));
  }

  static Problem methodNotAllowed(RoutingContext context) {
    return new Problem(
        405,
        "Method not allowed",
        "%s does not take %s".formatted(context.normalizedPath(), context.request().method()));
  }

  static Problem notFound(String path) {
    return new Problem(404, "Not found", "there is nothing at '%s'".formatted(path));
  }

  static Problem unavailable() {
    return new Problem(
        503, "Unavailable", "the session log cannot be reached; try again in a moment");
  }

  static Problem overloaded() {
    return new Problem(
        503, "Overloaded", "the session log is too far behind to take on more; try again later");
  }

  void answer(RoutingContext context) {
    if (context.response().ended() || context.response().headWritten()) {
      return;
    }
    if (status == 503) {
      context.response().putHeader("Retry-After", "1");
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Cache-Control", "no-store")
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .encode());
  }
}
