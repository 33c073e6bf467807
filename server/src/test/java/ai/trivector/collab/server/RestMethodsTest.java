package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every path: its methods, who may call it from where, and its headers. */
final class RestMethodsTest {

  private static final String FRIEND = "https://friend.example";

  @TempDir static Path dataDir;

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(dataDir, "FRONTEND_URL=https://Friend.example/");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/v1/sessions, 'GET, HEAD, POST'",
    "PATCH, /api/v1/sessions, 'GET, HEAD, POST'",
    "DELETE, /api/v1/sessions, 'GET, HEAD, POST'",
    "OPTIONS, /api/v1/sessions, 'GET, HEAD, POST'",
    "PUT, /api/v1/sessions/abc, 'DELETE, GET, HEAD'",
    "POST, /api/v1/sessions/abc, 'DELETE, GET, HEAD'",
    "POST, /api/v1/session/connect/abc, GET",
    "GET, /api/v1/auth/anonymous, POST",
    "HEAD, /api/v1/auth/refresh, POST",
    "POST, /health, 'GET, HEAD'",
    "DELETE, /ready, 'GET, HEAD'",
    "POST, /, 'GET, HEAD'",
    "PUT, /trilogic, 'GET, HEAD'",
  })
  void another_method_is_told_which_there_are(String method, String path, String allowed) {
    HttpResponse<String> response = server.call(method, path);
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow").orElseThrow().split(", "))
        .containsExactlyInAnyOrder(allowed.split(", "));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/sessions, 200",
    "/api/v1/sessions/abc, 404",
    "/health, 200",
    "/ready, 200",
    "/, 200",
    "/trilogic, 200",
    "/api/v1/none, 404",
  })
  void the_head_of_what_can_be_got_can_be_got_alone(String path, int status) {
    HttpResponse<String> head = server.call("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(status);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api", "/api/", "/api/v1/none", "/api/v1/sessions/a/b", "/api/v2/sessions"})
  void a_path_of_the_api_that_is_none_is_a_problem_even_for_a_browser(String path) {
    HttpResponse<String> response = server.get(path, "Accept", "text/html");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new JsonObject(response.body()).getString("detail")).contains(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/sessions", "/health", "/", "/none", "/api/v1/none"})
  void every_answer_says_how_to_take_it(String path) {
    assertThat(server.get(path).headers().map())
        .containsKeys("x-content-type-options", "referrer-policy", "x-frame-options");
  }

  @Test
  void what_changes_by_the_second_is_not_to_be_kept() {
    String session = LiveServer.SESSIONS + "/" + server.createSession();
    for (String path :
        new String[] {"/health", "/ready", LiveServer.SESSIONS, session, "/api/v1/none"}) {
      assertThat(server.get(path).headers().firstValue("Cache-Control")).contains("no-store");
    }
    assertThat(server.post(LiveServer.ANONYMOUS, "{}").headers().firstValue("Cache-Control"))
        .contains("no-store");
  }

  @Test
  void a_page_of_an_allowed_origin_may_read_the_answer() {
    HttpResponse<String> response = server.post(LiveServer.SESSIONS, "{}", "Origin", FRIEND);
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains(FRIEND);
    assertThat(response.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Location");
    assertThat(response.headers().firstValue("Vary").orElseThrow()).containsIgnoringCase("origin");
    assertThat(server.get("/api/v1/none", "Origin", FRIEND).headers().map())
        .containsKey("access-control-allow-origin");
  }

  @Test
  void a_page_of_an_allowed_origin_is_told_beforehand_what_it_may_send() {
    HttpResponse<String> preflight =
        server.call(
            "OPTIONS",
            LiveServer.SESSIONS + "/abc",
            "Origin",
            FRIEND,
            "Access-Control-Request-Method",
            "DELETE",
            "Access-Control-Request-Headers",
            "content-type");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains(FRIEND);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
        .contains("DELETE");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .containsIgnoringCase("content-type");
    assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-credentials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://friend.example",
        "https://friend.example.evil.example",
        "https://friend.example:8443",
        "null"
      })
  void a_page_of_another_origin_is_given_no_leave(String origin) {
    assertThat(server.get(LiveServer.SESSIONS, "Origin", origin).headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
    HttpResponse<String> preflight =
        server.call(
            "OPTIONS",
            LiveServer.SESSIONS,
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "POST");
    assertThat(preflight.statusCode()).isEqualTo(405);
    assertThat(preflight.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void without_configured_origins_our_own_page_is_served_and_nobody_elses(@TempDir Path other) {
    try (LiveServer production = LiveServer.start(other, "ENV=production", "HOST=127.0.0.1")) {
      String own = "http://127.0.0.1:" + production.port();
      assertThat(production.post(LiveServer.SESSIONS, "{}", "Origin", own).statusCode())
          .isEqualTo(201);
      assertThat(production.get(LiveServer.SESSIONS, "Origin", FRIEND).headers().map().keySet())
          .noneMatch(name -> name.startsWith("access-control"));
    }
  }
}
