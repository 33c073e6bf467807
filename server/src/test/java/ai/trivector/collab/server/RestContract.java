package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Holds an answer over HTTP to {@code docs/openapi.yaml}. */
final class RestContract {

  private RestContract() {}

  /** Passes an answer that the document describes, and one to what is no part of the API. */
  static void check(HttpResponse<String> response) {
    String path = response.request().uri().getRawPath();
    Optional<String> known = pathOf(path);
    boolean isApi = known.isPresent() || path.startsWith("/api/");
    if (!isApi) {
      return;
    }
    String method = response.request().method();
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (isCors(method, response)) {
      return;
    }
    if (isText(type)) {
      assertThat(described(known.orElseThrow(), response).path("type").asString())
          .isEqualTo("string");
      return;
    }
    JsonNode schema = isGeneral(known, response) ? problem() : described(known.get(), response);
    if (method.equals("HEAD")) {
      assertThat(response.body()).isEmpty();
      return;
    }
    if (response.statusCode() >= 400 && !isHealth(path)) {
      assertThat(type).as("%s %s", method, path).isEqualTo("application/problem+json");
    }
    assertThat(Contract.REST.violations(schema, response.body()))
        .as("%s %s: %s", method, path, response.body())
        .isEmpty();
  }

  /** What is no JSON is for a program that knows what it is, and checks it. */
  private static boolean isText(String type) {
    return type.startsWith("text/plain");
  }

  private static boolean isHealth(String path) {
    return path.equals("/health") || path.equals("/ready");
  }

  private static boolean isCors(String method, HttpResponse<String> response) {
    return method.equals("OPTIONS") && response.statusCode() == 204;
  }

  /** What can be the answer to any path, as the document's introduction says. */
  private static boolean isGeneral(Optional<String> path, HttpResponse<String> response) {
    return path.isEmpty() || response.statusCode() == 405 || isBroken(response);
  }

  private static boolean isBroken(HttpResponse<String> response) {
    return response.statusCode() == 400 && !response.request().method().equals("POST");
  }

  private static JsonNode problem() {
    return Contract.REST.at("/components/schemas/Problem");
  }

  private static JsonNode described(String path, HttpResponse<String> response) {
    String method = response.request().method();
    String operation = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    JsonNode responses = Contract.REST.at("/paths").path(path).path(operation).path("responses");
    JsonNode answer = responses.path(String.valueOf(response.statusCode()));
    assertThat(answer.isMissingNode())
        .as(
            "%s %s is answered %s, which is not in openapi.yaml: %s",
            method, path, response.statusCode(), response.body())
        .isFalse();
    return Contract.REST.resolved(answer).path("content").iterator().next().path("schema");
  }

  /** The path of the document that this one is a case of. */
  static Optional<String> pathOf(String path) {
    return Contract.REST.at("/paths").propertyNames().stream()
        .filter(template -> path.matches(template.replaceAll("\\{[^}]*}", "[^/]*")))
        .findFirst();
  }
}
