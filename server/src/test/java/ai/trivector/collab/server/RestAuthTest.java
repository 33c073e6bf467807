package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens over REST. */
final class RestAuthTest {

  @TempDir static Path dataDir;

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(dataDir, "JWT_EXPIRATION=3600");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject anonymous(String body) {
    HttpResponse<String> response = server.post(LiveServer.ANONYMOUS, body);
    assertThat(response.statusCode()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  @Test
  void somebody_is_given_the_look_they_wish_for_and_a_token_of_the_set_length() {
    Instant before = Instant.now().minusSeconds(1);
    JsonObject ada = anonymous("{\"username\":\"Ada\",\"color\":\"#15803D\"}");
    assertThat(ada.getString("username")).isEqualTo("Ada");
    assertThat(ada.getString("color")).isEqualTo("#15803D");
    assertThat(Instant.parse(ada.getString("expires_at")))
        .isBetween(before.plus(Duration.ofHours(1)), Instant.now().plus(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"username\":null}", "{\"username\":\"\\u202e\",\"color\":\"red\"}"})
  void who_wishes_for_nothing_that_can_be_shown_is_given_a_look(String body) {
    assertThat(anonymous(body).getString("username")).startsWith("Guest ");
  }

  @Test
  void everybody_is_somebody_else() {
    assertThat(anonymous("{}").getString("user_id"))
        .isNotEqualTo(anonymous("{}").getString("user_id"));
  }

  @Test
  void a_new_token_is_of_the_same_person() {
    JsonObject ada = anonymous("{\"username\":\"Ada\"}");
    JsonObject old = new JsonObject().put("token", ada.getString("token"));
    HttpResponse<String> response = server.post(LiveServer.REFRESH, old.encode());
    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject fresh = new JsonObject(response.body());
    try (Tab tab =
        server
            .connect(server.createSession())
            .auth(new JsonObject().put("token", fresh.getString("token")))) {
      assertThat(tab.payload("auth:success").getString("userId"))
          .isEqualTo(ada.getString("user_id"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | 400",
        "{\"token\":null} | 400",
        "{\"token\":5} | 400",
        "{\"token\":\"\"} | 401",
        "{\"token\":\"not.a.token\"} | 401",
        "[] | 400",
      })
  void what_is_no_token_of_ours_is_refused(String body, int status) {
    assertThat(server.post(LiveServer.REFRESH, body).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"username\":5}", "{\"color\":{}}", "{\"username\":", "\"Ada\""})
  void a_wish_that_is_none_is_refused(String body) {
    assertThat(server.post(LiveServer.ANONYMOUS, body).statusCode()).isEqualTo(400);
  }

  @Test
  void what_is_too_long_is_refused() {
    String name = new JsonObject().put("username", "x".repeat(1001)).encode();
    assertThat(server.post(LiveServer.ANONYMOUS, name).statusCode()).isEqualTo(400);
    String token = new JsonObject().put("token", "x".repeat(4097)).encode();
    assertThat(server.post(LiveServer.REFRESH, token).statusCode()).isEqualTo(400);
  }
}
