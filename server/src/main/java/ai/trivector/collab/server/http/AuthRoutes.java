package ai.trivector.collab.server.http;

import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.MessageWriter;
import ai.trivector.collab.server.auth.Gate;
import ai.trivector.collab.server.auth.Tokens;
import ai.trivector.collab.session.User;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Tokens over REST. */
final class AuthRoutes {

  /** Longer than any name that is kept, so that a long one is replaced and not refused. */
  private static final int MAX_WISH_LENGTH = 1000;

  private final Gate gate;
  private final Tokens tokens;

  AuthRoutes(Gate gate, Tokens tokens) {
    this.gate = gate;
    this.tokens = tokens;
  }

  void mount(Router router) {
    Resource.at(router, "/api/v1/auth/anonymous").post(this::anonymous).andNothingElse();
    Resource.at(router, "/api/v1/auth/refresh").post(this::refresh).andNothingElse();
  }

  private void anonymous(RoutingContext context) {
    try {
      Body body = Body.of(context);
      User user =
          gate.newcomer(
              body.text("username", MAX_WISH_LENGTH), body.text("color", MAX_WISH_LENGTH));
      Tokens.Issued issued = tokens.issue(user);
      Answer.json(
          context,
          new JsonObject()
              .put("token", issued.token())
              .put("user_id", user.id().value())
              .put("username", user.name())
              .put("color", user.color())
              .put("is_anonymous", true)
              .put("expires_at", MessageWriter.timestamp(issued.expiresAt())));
    } catch (Body.InvalidException e) {
      Problem.badRequest(String.valueOf(e.getMessage())).answer(context);
    }
  }

  private void refresh(RoutingContext context) {
    try {
      Optional<String> token = Body.of(context).text("token", Limits.MAX_TOKEN_LENGTH);
      if (token.isEmpty()) {
        Problem.badRequest("'token' is missing").answer(context);
        return;
      }
      tokens
          .refresh(token.get())
          .ifPresentOrElse(
              issued ->
                  Answer.json(
                      context,
                      new JsonObject()
                          .put("token", issued.token())
                          .put("expires_at", MessageWriter.timestamp(issued.expiresAt()))),
              () ->
                  Problem.unauthorized("the token is not ours, or expired too long ago")
                      .answer(context));
    } catch (Body.InvalidException e) {
      Problem.badRequest(String.valueOf(e.getMessage())).answer(context);
    }
  }
}
