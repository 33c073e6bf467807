package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole life of a session for clients that know the specification and none of the extensions:
 * no client ids, no numbers of their own, no epochs.
 */
final class SpecificationClientTest {

  @TempDir Path dataDir;

  private LiveServer server;
  private String session;

  @BeforeEach
  void start() {
    server = LiveServer.start(dataDir);
    session = server.createSession();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Comes in with a token got over REST, and reads what there is to read. */
  private Tab join(String name) {
    Tab tab = server.connect(session).auth(new JsonObject().put("token", server.token(name)));
    JsonObject success = tab.payload("auth:success");
    assertThat(success.getString("sessionId")).isEqualTo(session);
    JsonObject joined = tab.payload("session:joined").getJsonObject("user");
    assertThat(joined.getString("name")).isEqualTo(name);
    assertThat(joined.getString("id")).isEqualTo(success.getString("userId"));
    return tab;
  }

  @Test
  void everybody_sees_every_move_in_one_order_their_own_included() {
    try (Tab ada = join("Ada");
        Tab zoe = join("Zoë")) {
      assertThat(ada.next("session:joined").getLong("seq")).isEqualTo(2);
      ada.move("mu", 0.6);
      for (Tab tab : Set.of(ada, zoe)) {
        JsonObject broadcast = tab.next("param:broadcast");
        assertThat(broadcast.getLong("seq")).isEqualTo(3);
        assertThat(broadcast.getJsonObject("payload").getJsonObject("params"))
            .isEqualTo(new JsonObject().put("mu", 0.6));
      }
      zoe.send("param:update", new JsonObject().put("omega", 1.2).put("kappa", 0.03));
      assertThat(ada.next("param:broadcast")).isEqualTo(zoe.next("param:broadcast"));
    }
  }

  @Test
  void two_who_move_the_same_at_once_are_asked_and_end_in_step() {
    try (Tab ada = join("Ada");
        Tab zoe = join("Zoë")) {
      ada.next("session:joined");
      zoe.move("mu", 0.62);
      ada.next("param:broadcast");
      zoe.next("param:broadcast");
      ada.send("param:update", new JsonObject().put("mu", 0.55).put("omega", 1.0));

      JsonObject conflict = ada.payload("conflict:detected");
      assertThat(conflict.getString("param")).isEqualTo("mu");
      assertThat(conflict.getDouble("yourValue")).isEqualTo(0.55);
      assertThat(conflict.getDouble("theirValue")).isEqualTo(0.62);
      assertThat(conflict.getString("theirUserName")).isEqualTo("Zoë");
      assertThat(ada.payload("param:broadcast").getJsonObject("params"))
          .isEqualTo(new JsonObject().put("omega", 1.0));
      zoe.next("param:broadcast");

      ada.send(
          "conflict:resolved",
          new JsonObject()
              .put("param", "mu")
              .put("resolvedValue", 0.585)
              .put("strategy", "average"));
      JsonObject resolved = ada.payload("param:broadcast");
      assertThat(resolved.getJsonObject("params")).isEqualTo(new JsonObject().put("mu", 0.585));
      assertThat(resolved.getJsonObject("resolution").getString("strategy")).isEqualTo("average");
      assertThat(zoe.payload("param:broadcast")).isEqualTo(resolved);
      assertThat(server.session(session).getJsonObject("state").getDouble("mu")).isEqualTo(0.585);
    }
  }

  @Test
  void somebody_who_lost_the_thread_asks_for_the_state_and_gets_it_alone() {
    try (Tab ada = join("Ada")) {
      ada.move("mu", 0.6);
      ada.next("param:broadcast");
      ada.send("session:resync", new JsonObject().put("lastSeenSeq", 0));
      JsonObject state = ada.next("session:state");
      assertThat(state.getLong("seq")).isEqualTo(2);
      assertThat(state.getJsonObject("payload").getJsonObject("params").getDouble("mu"))
          .isEqualTo(0.6);
      assertThat(ada.toldByNow()).isEmpty();
    }
  }

  @Test
  void a_tab_that_is_closed_leaves_at_once_and_is_somebody_new_when_it_comes_back() {
    try (Tab ada = join("Ada");
        Tab zoe = join("Zoë")) {
      ada.next("session:joined");
      zoe.leave();
      ada.next("session:left");
      ada.move("kappa", 0.04);
      ada.next("param:broadcast");
      try (Tab again = server.connect(session).auth(new JsonObject().put("token", "anonymous"))) {
        JsonObject success = again.payload("auth:success");
        assertThat(success.getJsonObject("currentState").getJsonObject("params").getDouble("kappa"))
            .isEqualTo(0.04);
        assertThat(success.getJsonArray("users")).hasSize(2);
        again.next("session:joined");
        ada.next("session:joined");
      }
    }
  }

  @Test
  void what_is_not_right_is_told_and_changes_nothing() {
    try (Tab ada = join("Ada")) {
      assertThat(ada.move("mu", 0.9).payload("error").getString("code")).isEqualTo("out_of_range");
      assertThat(ada.move("nu", 0.6).payload("error").getString("code")).isEqualTo("unknown_param");
      assertThat(ada.send("{").payload("error").getString("code")).isEqualTo("invalid_message");
      assertThat(ada.send("note:add", new JsonObject()).payload("error").getString("code"))
          .isEqualTo("unknown_type");
      ada.send("{\"type\":\"ping\"}").next("pong");
      assertThat(server.session(session).getLong("current_seq")).isEqualTo(1);
    }
  }

  @Test
  void a_session_that_is_deleted_says_so_and_is_no_more() {
    try (Tab ada = join("Ada")) {
      server.call("DELETE", LiveServer.SESSIONS + "/" + session);
      ada.next("session:deleted");
      assertThat(ada.closeCode()).isEqualTo(4404);
    }
    try (Tab late = server.connect(session).auth(new JsonObject())) {
      assertThat(late.closeCode()).isEqualTo(4404);
    }
  }
}
