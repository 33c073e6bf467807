package ai.trivector.collab.server.http;

import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Refusal;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A request's JSON body, taken apart with its types checked. A missing body is an empty object. */
record Body(JsonObject fields) {

  /** A body that is not what the call needs; the message says what that is. */
  static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidException(String message) {
      super(message);
    }
  }

  static Body of(RoutingContext context) throws InvalidException {
    String text = context.body().asString();
    if (text == null || text.isBlank()) {
      return new Body(new JsonObject());
    }
    try {
      return new Body(new JsonObject(text));
    } catch (DecodeException _) {
      throw new InvalidException("the body has to be one JSON object");
    }
  }

  Optional<String> text(String name, int maxLength) throws InvalidException {
    Object value = fields.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && text.length() <= maxLength) {
      return Optional.of(text);
    }
    throw new InvalidException(
        "'%s' has to be a string of at most %d characters".formatted(name, maxLength));
  }

  /** Values for some parameters of {@code model}. */
  Map<String, Double> params(String name, Model model) throws InvalidException {
    Object value = fields.getValue(name);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof JsonObject object)) {
      throw new InvalidException("'%s' has to be an object of numbers".formatted(name));
    }
    Map<String, Double> params = new LinkedHashMap<>();
    for (String param : object.fieldNames()) {
      if (!(object.getValue(param) instanceof Number number)) {
        throw new InvalidException("'%s.%s' has to be a number".formatted(name, param));
      }
      params.put(param, number.doubleValue());
    }
    Optional<Refusal> refusal = model.check(params);
    if (refusal.isPresent()) {
      throw new InvalidException(refusal.get().message());
    }
    return params;
  }
}
