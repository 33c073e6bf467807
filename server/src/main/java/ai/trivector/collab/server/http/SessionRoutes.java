package ai.trivector.collab.server.http;

import ai.trivector.collab.protocol.MessageWriter;
import ai.trivector.collab.server.runtime.SessionRegistry;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions over REST: make one, list them, look at one, delete one. */
final class SessionRoutes {

  private static final Logger log = LoggerFactory.getLogger(SessionRoutes.class);

  private static final int MAX_SESSION_NAME_LENGTH = 100;
  private static final int MAX_MODEL_LENGTH = 64;

  private final SessionRegistry registry;
  private final InstantSource clock;
  private final Supplier<SessionId> sessionIds;
  private final Supplier<Epoch> epochs;

  SessionRoutes(
      SessionRegistry registry,
      InstantSource clock,
      Supplier<SessionId> sessionIds,
      Supplier<Epoch> epochs) {
    this.registry = registry;
    this.clock = clock;
    this.sessionIds = sessionIds;
    this.epochs = epochs;
  }

  void mount(Router router) {
    Resource.at(router, "/api/v1/sessions").post(this::create).get(this::list).andNothingElse();
    Resource.at(router, "/api/v1/sessions/:id")
        .get(this::get)
        .delete(this::delete)
        .andNothingElse();
  }

  private void create(RoutingContext context) {
    if (registry.isOverloaded()) {
      Problem.overloaded().answer(context);
      return;
    }
    Model model;
    Map<String, Double> params;
    try {
      Body body = Body.of(context);
      // A name is part of the specification's request, and of no answer.
      body.text("name", MAX_SESSION_NAME_LENGTH);
      String wanted = body.text("model", MAX_MODEL_LENGTH).orElse(Model.TRILOGIC.id());
      model =
          Model.named(wanted)
              .orElseThrow(() ->
                  new Body.InvalidException("this server has no model '%s'".formatted(wanted)));
      params = body.params("params", model);
    } catch (Body.InvalidException e) {
      Problem.badRequest(String.valueOf(e.getMessage())).answer(context);
      return;
    }
    Session session =
        Session.create(
            sessionIds.get(),
            epochs.get(),
            model,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            params);
    Answer.when(
        context,
        registry.create(session),
        created -> {
          if (!created) {
            throw new IllegalStateException("two random session ids were the same");
          }
          log.info("event=session_created session={}", session.id());
          context
              .response()
              .setStatusCode(201)
              .putHeader("Location", "/api/v1/sessions/" + session.id());
          Answer.json(
              context,
              new JsonObject()
                  .put("session_id", session.id().value())
                  .put("join_url", "/trilogic?session=" + session.id())
                  .put("created_at", MessageWriter.timestamp(session.createdAt())));
        });
  }

  private void list(RoutingContext context) {
    Answer.when(
        context,
        registry.list(),
        sessions -> {
          JsonArray all = new JsonArray();
          sessions.forEach(session -> all.add(describe(session)));
          Answer.json(context, all);
        });
  }

  private void get(RoutingContext context) {
    Optional<SessionId> id = idOf(context);
    if (id.isPresent()) {
      Answer.when(
          context,
          registry.find(id.get()),
          found ->
              found.ifPresentOrElse(
                  session -> Answer.json(context, describe(session)),
                  () -> Problem.noSuchSession(id.get().value()).answer(context)));
    }
  }

  private void delete(RoutingContext context) {
    Optional<SessionId> id = idOf(context);
    if (id.isPresent()) {
      Answer.when(
          context,
          registry.delete(id.get()),
          existed -> {
            if (existed) {
              log.info("event=session_deleted session={}", id.get());
              Answer.json(
                  context,
                  new JsonObject().put("status", "deleted").put("session_id", id.get().value()));
            } else {
              Problem.noSuchSession(id.get().value()).answer(context);
            }
          });
    }
  }

  /** The id in the path; one that no session can have is answered here. */
  private static Optional<SessionId> idOf(RoutingContext context) {
    String text = String.valueOf(context.pathParam("id"));
    Optional<SessionId> id = SessionId.parse(text);
    if (id.isEmpty()) {
      Problem.noSuchSession(text).answer(context);
    }
    return id;
  }

  private static JsonObject describe(SessionRegistry.Listed listed) {
    JsonObject state = new JsonObject();
    listed.session().params().forEach(state::put);
    return new JsonObject()
        .put("session_id", listed.session().id().value())
        .put("user_count", listed.userCount())
        .put("current_seq", listed.session().seq().value())
        .put("state", state);
  }
}
