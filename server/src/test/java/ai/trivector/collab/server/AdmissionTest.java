package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let into a session, and with which code the others are sent away. */
final class AdmissionTest {

  @TempDir Path dataDir;

  @ParameterizedTest
  @ValueSource(strings = {"nobodymadeit", "a.b"})
  void a_session_that_there_is_not_is_said_to_be_none(String id) {
    try (LiveServer server = LiveServer.start(dataDir);
        Tab tab = server.connect(id)) {
      if (id.equals("nobodymadeit")) {
        tab.auth(new JsonObject());
      }
      assertThat(tab.closeCode()).isEqualTo(4404);
    }
  }

  @Test
  void a_page_of_another_origin_may_not_connect_and_those_that_are_named_and_our_own_may() {
    try (LiveServer server = LiveServer.start(dataDir, "FRONTEND_URL=https://friend.example")) {
      String session = server.createSession();
      for (String origin : List.of("https://evil.example", "null", "http://localhost:3000")) {
        try (Tab tab = server.connect(session, "Origin", origin)) {
          assertThat(tab.closeCode()).as(origin).isEqualTo(4403);
        }
      }
      String own = "http://127.0.0.1:" + server.port();
      for (String origin : List.of("https://friend.example", own)) {
        try (Tab tab = server.connect(session, "Origin", origin)) {
          tab.auth(new JsonObject()).next("auth:success");
        }
      }
    }
  }

  @Test
  void a_session_that_is_full_takes_nobody_more_and_a_tab_that_comes_back_still() {
    try (LiveServer server = LiveServer.start(dataDir, "MAX_MEMBERS=2")) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe");
          Tab eve = server.connect(session)) {
        ada.next("session:joined");
        eve.auth(new JsonObject().put("clientId", "eve"));
        assertThat(eve.closeCode()).isEqualTo(1013);
        zoe.drop();
        try (Tab back = server.connect(session)) {
          back.auth(new JsonObject().put("name", "zoe").put("clientId", "zoe"))
              .next("auth:success");
        }
      }
    }
  }

  @Test
  void a_server_that_is_full_takes_no_connection_more() {
    try (LiveServer server = LiveServer.start(dataDir, "MAX_CONNECTIONS=1")) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab eve = server.connect(session)) {
        assertThat(eve.closeCode()).isEqualTo(1013);
        ada.move("mu", 0.6).next("param:broadcast");
      }
    }
  }

  @Test
  void where_a_token_is_needed_only_a_good_one_lets_in() {
    try (LiveServer server = LiveServer.start(dataDir, "ALLOW_ANONYMOUS=false")) {
      String session = server.createSession();
      String good = server.token("Ada");
      for (JsonObject payload :
          List.of(
              new JsonObject(),
              new JsonObject().put("token", "anonymous"),
              new JsonObject().put("token", ""),
              new JsonObject().put("token", good + "x"),
              new JsonObject().put("token", "not.a.token"))) {
        try (Tab tab = server.connect(session).auth(payload)) {
          assertThat(tab.payload("auth:failed").getString("code"))
              .isIn("token_required", "token_invalid");
          assertThat(tab.closeCode()).isEqualTo(4401);
        }
      }
      try (Tab ada = server.connect(session).auth(new JsonObject().put("token", good))) {
        ada.next("auth:success");
      }
    }
  }

  @Test
  void a_token_makes_two_tabs_the_same_person() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      String session = server.createSession();
      JsonObject token = new JsonObject().put("token", server.token("Ada"));
      try (Tab first = server.connect(session).auth(token)) {
        String user = first.payload("auth:success").getString("userId");
        first.next("session:joined");
        try (Tab second = server.connect(session).auth(token)) {
          assertThat(second.payload("auth:success").getString("userId")).isEqualTo(user);
          assertThat(server.session(session).getInteger("user_count")).isEqualTo(1);
        }
        assertThat(first.toldByNow()).isEmpty();
      }
    }
  }

  @Test
  void who_speaks_before_saying_who_they_are_is_sent_away() {
    try (LiveServer server = LiveServer.start(dataDir);
        Tab tab = server.connect(server.createSession())) {
      tab.move("mu", 0.6);
      assertThat(tab.payload("error").getString("code")).isEqualTo("auth_required");
      assertThat(tab.closeCode()).isEqualTo(4401);
    }
  }

  /** There are as many event loops as processors; eight of each are on all of them. */
  @Test
  void members_and_sessions_on_all_event_loops_hear_of_each_other() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      List<Tab> movers = new ArrayList<>();
      List<Tab> members = new ArrayList<>();
      for (int s = 0; s < 8; s++) {
        String session = server.createSession();
        Tab mover = server.join(session, "mover");
        movers.add(mover);
        for (int m = 1; m < 8; m++) {
          Tab member = server.join(session, "member-" + m);
          members.add(member);
          mover.next("session:joined");
        }
        mover.move("mu", 0.6).next("param:broadcast");
      }
      members.forEach(tab ->
          assertThat(tab.toldByNow())
              .last()
              .extracting(told -> told.getString("type"))
              .isEqualTo("param:broadcast"));
      assertThat(server.sessions()).hasSize(8);
      assertThat(server.sessions().stream().map(JsonObject.class::cast))
          .allMatch(session -> session.getInteger("user_count") == 8)
          .allMatch(session -> session.getInteger("current_seq") == 9);
      movers.forEach(Tab::close);
      members.forEach(Tab::close);
    }
  }
}
