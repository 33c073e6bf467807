package ai.trivector.collab.server.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How calls are answered: with JSON that nobody keeps, since it is old the moment it is sent. */
final class Answer {

  private static final Logger log = LoggerFactory.getLogger(Answer.class);

  private Answer() {}

  static void json(RoutingContext context, JsonObject body) {
    json(context, body.encode());
  }

  static void json(RoutingContext context, JsonArray body) {
    json(context, body.encode());
  }

  private static void json(RoutingContext context, String body) {
    context
        .response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body);
  }

  /** Answers on the request's own event loop; a log that cannot serve is a 503. */
  static <T> void when(RoutingContext context, CompletionStage<T> stage, Consumer<T> answer) {
    var loop = context.vertx().getOrCreateContext();
    stage.whenComplete((value, failure) ->
        loop.runOnContext(_ -> {
          if (failure != null) {
            // The store says itself, once, that it cannot serve; many requests may fail for it.
            log.debug(
                "event=request_failed path={} error={}",
                context.request().path(),
                failure.toString());
            Problem.unavailable().answer(context);
            return;
          }
          try {
            answer.accept(value);
          } catch (RuntimeException e) {
            // Outside the router's own call nobody else would answer.
            context.fail(e);
          }
        }));
  }
}
