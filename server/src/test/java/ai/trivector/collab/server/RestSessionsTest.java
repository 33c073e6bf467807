package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over REST: what each call answers, and what each refuses. */
final class RestSessionsTest {

  private static final JsonObject DEFAULTS =
      new JsonObject().put("mu", 0.569).put("omega", 0.847).put("kappa", 0.0207);

  @TempDir static Path dataDir;

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(dataDir);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", "{}", "{\"name\":\"Monday\",\"model\":\"trilogic\",\"params\":{}}"})
  void a_session_is_made_and_found_under_its_id(String body) {
    HttpResponse<String> made = server.post(LiveServer.SESSIONS, body);
    assertThat(made.statusCode()).isEqualTo(201);
    String id = new JsonObject(made.body()).getString("session_id");
    assertThat(new JsonObject(made.body()).getString("join_url"))
        .isEqualTo("/trilogic?session=" + id);
    assertThat(made.headers().firstValue("Location")).contains(LiveServer.SESSIONS + "/" + id);
    assertThat(server.session(id))
        .isEqualTo(
            new JsonObject()
                .put("session_id", id)
                .put("user_count", 0)
                .put("current_seq", 0)
                .put("state", DEFAULTS));
  }

  @Test
  void what_is_given_to_start_from_is_where_it_starts() {
    HttpResponse<String> made =
        server.post(LiveServer.SESSIONS, "{\"params\":{\"mu\":0.7,\"kappa\":0.01}}");
    String id = new JsonObject(made.body()).getString("session_id");
    assertThat(server.session(id).getJsonObject("state"))
        .isEqualTo(DEFAULTS.copy().put("mu", 0.7).put("kappa", 0.01));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | one JSON object",
        "[] | one JSON object",
        "null | one JSON object",
        "\"text\" | one JSON object",
        "{} {} | one JSON object",
        "{\"mu\":NaN} | one JSON object",
        "{\"name\":5} | 'name' has to be a string of at most 100 characters",
        "{\"model\":[]} | 'model' has to be a string",
        "{\"model\":\"navier-stokes\"} | no model 'navier-stokes'",
        "{\"params\":3} | 'params' has to be an object",
        "{\"params\":{\"mu\":\"0.6\"}} | 'params.mu' has to be a number",
        "{\"params\":{\"mu\":null}} | 'params.mu' has to be a number",
        "{\"params\":{\"mu\":0.71}} | mu = 0.71 is out of range; allowed is 0.5 to 0.7",
        "{\"params\":{\"kappa\":1e999}} | out of range",
        "{\"params\":{\"nu\":1}} | unknown parameter 'nu'",
      })
  void a_body_that_is_not_right_is_told_what_would_be(String body, String detail) {
    HttpResponse<String> response = server.post(LiveServer.SESSIONS, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(response.body()).getString("detail")).contains(detail);
  }

  @Test
  void a_name_that_is_too_long_is_refused() {
    String body = new JsonObject().put("name", "x".repeat(101)).encode();
    assertThat(server.post(LiveServer.SESSIONS, body).statusCode()).isEqualTo(400);
  }

  @Test
  void a_body_that_is_too_big_is_refused_whether_it_says_so_or_not() {
    String big = " ".repeat(16 * 1024 + 1);
    assertThat(server.post(LiveServer.SESSIONS, big).statusCode()).isEqualTo(413);
    HttpResponse<String> chunked =
        server.send(
            server
                .request(LiveServer.SESSIONS)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(big))));
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void deep_json_is_refused_and_not_followed_down() {
    String deep = "{\"params\":" + "[".repeat(8000) + "]".repeat(8000) + "}";
    assertThat(server.post(LiveServer.SESSIONS, deep).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobodymadeit",
        "a.b",
        "a%2Fb",
        "%2e%2e",
        "x%00y",
        "12345678901234567890123456789012345678901234567890123456789012345",
      })
  void an_id_that_is_none_is_not_found(String id) {
    assertThat(server.get(LiveServer.SESSIONS + "/" + id).statusCode()).isEqualTo(404);
    assertThat(server.call("DELETE", LiveServer.SESSIONS + "/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void a_session_is_deleted_once() {
    String path = LiveServer.SESSIONS + "/" + server.createSession();
    HttpResponse<String> deleted = server.call("DELETE", path);
    assertThat(deleted.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(deleted.body()).getString("status")).isEqualTo("deleted");
    assertThat(server.call("DELETE", path).statusCode()).isEqualTo(404);
    assertThat(server.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void the_list_shows_who_is_where_and_how_far_it_has_come() {
    String quiet = server.createSession();
    String lively = server.createSession();
    try (Tab ada = server.join(lively, "ada")) {
      ada.move("mu", 0.6);
      ada.next("param:broadcast");
      assertThat(listed(lively))
          .isEqualTo(
              new JsonObject()
                  .put("session_id", lively)
                  .put("user_count", 1)
                  .put("current_seq", 2)
                  .put("state", DEFAULTS.copy().put("mu", 0.6)));
      assertThat(listed(quiet).getInteger("user_count")).isZero();
      assertThat(server.session(lively)).isEqualTo(listed(lively));
    }
  }

  private static JsonObject listed(String id) {
    JsonArray all = server.sessions();
    return all.stream()
        .map(JsonObject.class::cast)
        .filter(session -> session.getString("session_id").equals(id))
        .findFirst()
        .orElseThrow();
  }
}
