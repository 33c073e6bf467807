package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of clients that know the extensions when their connection or the server is lost. */
final class ReturningClientTest {

  /** Longer than any test, so that nobody is taken to have left; or no time at all. */
  private static final String LONG_GRACE = "PRESENCE_GRACE_MS=60000";

  private static final String NO_GRACE = "PRESENCE_GRACE_MS=0";

  @TempDir Path dataDir;

  private static JsonObject identity(String clientId) {
    return new JsonObject().put("name", clientId).put("clientId", clientId);
  }

  private static JsonObject identity(String clientId, long lastSeenSeq, String epoch) {
    return identity(clientId).put("lastSeenSeq", lastSeenSeq).put("epoch", epoch);
  }

  private static String epochOf(Tab tab) {
    tab.send("session:resync", new JsonObject().put("lastSeenSeq", Long.MAX_VALUE));
    return tab.payload("session:state").getString("epoch");
  }

  @Test
  void within_the_grace_nobody_notices_and_what_was_missed_is_sent_in_order() {
    try (LiveServer server = LiveServer.start(dataDir, LONG_GRACE)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        String epoch = epochOf(zoe);
        zoe.drop();
        ada.move("mu", 0.6).next("param:broadcast");
        ada.move("omega", 1.1).next("param:broadcast");
        try (Tab back = server.connect(session).auth(identity("zoe", 2, epoch))) {
          JsonObject success = back.payload("auth:success");
          assertThat(success.getBoolean("resumed")).isTrue();
          assertThat(success.getString("clientId")).isEqualTo("zoe");
          assertThat(back.next("param:broadcast").getLong("seq")).isEqualTo(3);
          assertThat(back.next("param:broadcast").getLong("seq")).isEqualTo(4);
          assertThat(back.toldByNow()).isEmpty();
          assertThat(ada.toldByNow()).isEmpty();
        }
      }
    }
  }

  @Test
  void after_the_grace_they_have_left_and_join_anew_but_still_are_sent_what_they_missed() {
    try (LiveServer server = LiveServer.start(dataDir, NO_GRACE)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        String epoch = epochOf(zoe);
        zoe.drop();
        ada.next("session:left");
        try (Tab back = server.connect(session).auth(identity("zoe", 2, epoch))) {
          assertThat(back.payload("auth:success").getBoolean("resumed")).isTrue();
          assertThat(back.next("session:left").getLong("seq")).isEqualTo(3);
          assertThat(back.next("session:joined").getLong("seq")).isEqualTo(4);
          ada.next("session:joined");
        }
      }
    }
  }

  @Test
  void a_position_of_another_log_is_answered_by_the_state() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      String session = server.createSession();
      try (Tab ada = server.connect(session).auth(identity("ada", 7, "of another log"))) {
        assertThat(ada.payload("auth:success").getBoolean("resumed")).isFalse();
        assertThat(ada.payload("session:state").getString("reason")).isEqualTo("restored");
        ada.next("session:joined");
      }
    }
  }

  @Test
  void a_client_that_asks_for_what_it_missed_gets_it_and_then_the_state() {
    try (LiveServer server = LiveServer.start(dataDir);
        Tab ada = server.join(server.createSession(), "ada")) {
      ada.move("mu", 0.6).next("param:broadcast");
      ada.send("session:resync", new JsonObject().put("lastSeenSeq", 1));
      assertThat(ada.next("param:broadcast").getLong("seq")).isEqualTo(2);
      assertThat(ada.payload("session:state").getString("reason")).isEqualTo("resync");
    }
  }

  @Test
  void a_message_that_is_sent_again_takes_effect_once() {
    try (LiveServer server = LiveServer.start(dataDir, LONG_GRACE)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada")) {
        ada.move(1, 1, "mu", 0.6);
        assertThat(ada.payload("param:broadcast").getLong("n")).isEqualTo(1);
        ada.drop();
      }
      try (Tab again = server.connect(session).auth(identity("ada").put("lastSeenSeq", 2))) {
        again.next("auth:success");
        again.move(1, 1, "mu", 0.6);
        assertThat(again.payload("ack")).isEqualTo(new JsonObject().put("n", 1).put("seq", 2));
      }
    }
  }

  @Test
  void after_a_restart_all_tabs_come_back_the_numbers_go_on_and_nothing_is_applied_twice() {
    try (LiveServer server = LiveServer.start(dataDir, LONG_GRACE)) {
      String session = server.createSession();
      String epoch;
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        epoch = epochOf(ada);
        ada.move(1, 2, "mu", 0.6);
        zoe.next("param:broadcast");
        server.stop();
        assertThat(ada.untilClosed(1012)).hasSize(1);
        assertThat(zoe.closeCode()).isEqualTo(1012);
      }
      server.startAgain();
      try (Tab ada = server.connect(session).auth(identity("ada", 2, epoch));
          Tab zoe = server.connect(session).auth(identity("zoe", 3, epoch))) {
        JsonObject success = ada.payload("auth:success");
        assertThat(success.getBoolean("resumed")).isTrue();
        assertThat(success.getString("epoch")).isEqualTo(epoch);
        assertThat(success.getJsonArray("users")).hasSize(2);
        assertThat(ada.next("param:broadcast").getLong("seq")).isEqualTo(3);
        assertThat(zoe.payload("auth:success").getBoolean("resumed")).isTrue();

        ada.move(1, 2, "mu", 0.6);
        assertThat(ada.payload("ack").getLong("n")).isEqualTo(1);
        zoe.move(1, 3, "omega", 1.1);
        assertThat(ada.next("param:broadcast").getLong("seq")).isEqualTo(4);
        assertThat(zoe.next("param:broadcast").getLong("seq")).isEqualTo(4);
      }
    }
  }

  @Test
  void whoever_does_not_come_back_after_a_restart_is_told_to_have_left() {
    try (LiveServer server = LiveServer.start(dataDir, NO_GRACE)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        server.stop();
        assertThat(ada.untilClosed(1012)).hasSize(1);
        assertThat(zoe.closeCode()).isEqualTo(1012);
      }
      server.startAgain();
      try (Tab eve = server.connect(session).auth(identity("eve"))) {
        eve.next("auth:success");
        Set<String> left = new TreeSet<>();
        while (left.size() < 2) {
          JsonObject told = eve.next();
          if (told.getString("type").equals("session:left")) {
            left.add(told.getJsonObject("payload").getString("userId"));
          }
        }
        assertThat(left).containsExactly("anon-ada", "anon-zoe");
      }
    }
  }

  @Test
  void hands_are_shown_to_the_others_and_vanish_with_the_connection() {
    try (LiveServer server = LiveServer.start(dataDir, LONG_GRACE)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        JsonObject holding = new JsonObject().put("param", "mu").put("value", 0.61);
        zoe.send("presence:update", new JsonObject().put("holding", holding));
        JsonObject shown = ada.payload("presence:broadcast");
        assertThat(shown.getString("clientId")).isEqualTo("zoe");
        assertThat(shown.getJsonObject("presence").getJsonObject("holding")).isEqualTo(holding);
        zoe.drop();
        assertThat(ada.payload("presence:broadcast").getValue("presence")).isNull();
      }
    }
  }
}
