package ai.trivector.collab.server.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Whether the server is well, and whether it wants traffic. Well is who can serve those who are
 * here; ready is who can take on more.
 */
final class HealthRoutes {

  private static final String SERVICE = "trivector-collab";

  private static final Optional<String> STOPPING = Optional.of("the server is stopping");
  private static final Optional<String> OVERLOADED =
      Optional.of("the log is too far behind to take on more");

  /** Seconds; whoever asks whether we are well asks again anyway. */
  private static final String RETRY_AFTER = "1";

  private final Routes.Parts parts;

  HealthRoutes(Routes.Parts parts) {
    this.parts = parts;
  }

  void mount(Router router) {
    Resource.at(router, "/health").get(this::health).andNothingElse();
    Resource.at(router, "/ready").get(this::ready).andNothingElse();
  }

  private void health(RoutingContext context) {
    if (parts.stopping().getAsBoolean()) {
      answer(context, "unhealthy", STOPPING);
    } else {
      askTheStore(context, "healthy", "unhealthy");
    }
  }

  private void ready(RoutingContext context) {
    if (parts.stopping().getAsBoolean()) {
      answer(context, "not ready", STOPPING);
    } else if (parts.registry().isOverloaded()) {
      // A log that is behind would take its time to say so itself.
      answer(context, "not ready", OVERLOADED);
    } else {
      askTheStore(context, "ready", "not ready");
    }
  }

  /** Answers on the request's own event loop. */
  private void askTheStore(RoutingContext context, String good, String bad) {
    var loop = context.vertx().getOrCreateContext();
    parts
        .checkup()
        .now()
        .whenComplete((_, failure) ->
            loop.runOnContext(_ -> {
              if (failure == null) {
                answer(context, good, Optional.empty());
              } else {
                answer(context, bad, Optional.of(messageOf(failure)));
              }
            }));
  }

  private void answer(RoutingContext context, String status, Optional<String> reason) {
    if (reason.isPresent()) {
      context.response().setStatusCode(503).putHeader("Retry-After", RETRY_AFTER);
    }
    Answer.json(context, body(status, reason));
  }

  private JsonObject body(String status, Optional<String> reason) {
    JsonObject body =
        new JsonObject()
            .put("status", status)
            .put("service", SERVICE)
            .put("version", parts.version())
            .put("active_sessions", parts.registry().activeSessions())
            .put("total_connections", parts.connections().getAsInt());
    reason.ifPresent(text -> body.put("reason", text));
    return body;
  }

  private static String messageOf(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
