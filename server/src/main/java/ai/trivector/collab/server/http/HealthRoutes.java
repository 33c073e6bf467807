package ai.trivector.collab.server.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Whether the server is well, and whether it wants traffic. */
final class HealthRoutes {

  private static final String SERVICE = "trivector-collab";

  private final Supplier<CompletionStage<Void>> check;
  private final BooleanSupplier stopping;
  private final IntSupplier sessions;
  private final IntSupplier connections;
  private final String version;

  HealthRoutes(
      Supplier<CompletionStage<Void>> check,
      BooleanSupplier stopping,
      IntSupplier sessions,
      IntSupplier connections,
      String version) {
    this.check = check;
    this.stopping = stopping;
    this.sessions = sessions;
    this.connections = connections;
    this.version = version;
  }

  void mount(Router router) {
    Resource.at(router, "/health")
        .get(context -> answer(context, "healthy", "unhealthy"))
        .andNothingElse();
    Resource.at(router, "/ready")
        .get(context -> answer(context, "ready", "not ready"))
        .andNothingElse();
  }

  private void answer(RoutingContext context, String good, String bad) {
    var loop = context.vertx().getOrCreateContext();
    check
        .get()
        .whenComplete((_, failure) ->
            loop.runOnContext(_ -> {
              boolean well = failure == null && !stopping.getAsBoolean();
              context.response().setStatusCode(well ? 200 : 503);
              Answer.json(context, body(well ? good : bad));
            }));
  }

  private JsonObject body(String status) {
    return new JsonObject()
        .put("status", status)
        .put("service", SERVICE)
        .put("version", version)
        .put("active_sessions", sessions.getAsInt())
        .put("total_connections", connections.getAsInt());
  }
}
