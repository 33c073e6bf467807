package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.Limits;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every position from which a client can come back, and what it is told: what it missed, or the
 * state. Each is tried on a session that is in memory, and on one that a new process has to read
 * from the log.
 */
final class RecoveryTest {

  /** Nobody is taken to have left, and a test may send as fast as it can. */
  private static final String[] SETTINGS = {
    "PRESENCE_GRACE_MS=600000", "MAX_MESSAGES_PER_SECOND=100000"
  };

  @TempDir Path dataDir;

  @ParameterizedTest(name = "restarted: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("[C1] at the beginning of an empty log everything is still to come")
  void at_the_beginning_of_an_empty_log_everything_is_still_to_come(boolean restarted) {
    try (LiveServer server = LiveServer.start(dataDir, SETTINGS)) {
      String session = server.createSession();
      String epoch = epochOf(server, session);
      restartIf(restarted, server);
      try (Tab ada = comeBack(server, session, "ada", 0, epoch)) {
        assertThat(ada.payload("auth:success").getBoolean("resumed")).isTrue();
        // The one who asked for the epoch came first.
        assertThat(ada.next("session:joined").getLong("seq")).isEqualTo(1);
        assertThat(ada.next("session:joined").getLong("seq")).isEqualTo(2);
        assertThat(ada.toldByNow()).isEmpty();
      }
    }
  }

  @ParameterizedTest(name = "restarted: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("[C1] from any position what was missed comes once and in order")
  void from_any_position_what_was_missed_comes_once_and_in_order(boolean restarted) {
    try (LiveServer server = LiveServer.start(dataDir, SETTINGS)) {
      String session = server.createSession();
      String epoch = epochOf(server, session);
      long end = fill(server, session, 10);
      restartIf(restarted, server);
      for (long position = 0; position <= end; position++) {
        try (Tab ada = comeBack(server, session, "ada", position, epoch)) {
          JsonObject success = ada.payload("auth:success");
          assertThat(success.getBoolean("resumed")).isTrue();
          assertThat(success.getJsonObject("currentState").getLong("seq")).isEqualTo(end);
          // At the end itself, that is: nothing.
          assertThat(seqsOf(ada.toldByNow()))
              .isEqualTo(LongStream.rangeClosed(position + 1, end).boxed().toList());
        }
      }
    }
  }

  @ParameterizedTest(name = "restarted: {0}")
  @ValueSource(booleans = {false, true})
  @Timeout(60)
  @DisplayName("[C2] as much as the limit is sent, and beyond it one state instead")
  void as_much_as_the_limit_is_sent_and_beyond_it_one_state_instead(boolean restarted) {
    try (LiveServer server = LiveServer.start(dataDir, SETTINGS)) {
      String session = server.createSession();
      String epoch = epochOf(server, session);
      long end = fill(server, session, Limits.MAX_MISSED_MESSAGES + 10);
      restartIf(restarted, server);
      long furthest = end - Limits.MAX_MISSED_MESSAGES;
      try (Tab ada = comeBack(server, session, "ada", furthest, epoch)) {
        assertThat(ada.payload("auth:success").getBoolean("resumed")).isTrue();
        assertThat(seqsOf(ada.toldByNow()))
            .isEqualTo(LongStream.rangeClosed(furthest + 1, end).boxed().toList());
      }
      try (Tab ada = comeBack(server, session, "ada", furthest - 1, epoch)) {
        assertThat(ada.payload("auth:success").getBoolean("resumed")).isTrue();
        JsonObject state = ada.payload("session:state");
        assertThat(state.getString("reason")).isEqualTo("resync");
        assertThat(state.getLong("seq")).isEqualTo(end);
        assertThat(ada.toldByNow()).isEmpty();
      }
    }
  }

  @ParameterizedTest(name = "restarted: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("[C3] ahead of the log or on another one the state replaces everything")
  void ahead_of_the_log_or_on_another_one_the_state_replaces_everything(boolean restarted) {
    try (LiveServer server = LiveServer.start(dataDir, SETTINGS)) {
      String session = server.createSession();
      String epoch = epochOf(server, session);
      long end = fill(server, session, 3);
      restartIf(restarted, server);
      assertReplaced(server, session, end + 1, epoch, end);
      assertReplaced(server, session, Long.MAX_VALUE, epoch, end);
      assertReplaced(server, session, end, "of-another-log", end);
      assertReplaced(server, session, 0, "of-another-log", end);
    }
  }

  private static void assertReplaced(
      LiveServer server, String session, long position, String epoch, long end) {
    try (Tab ada = comeBack(server, session, "ada", position, epoch)) {
      assertThat(ada.payload("auth:success").getBoolean("resumed")).isFalse();
      JsonObject state = ada.payload("session:state");
      assertThat(state.getString("reason")).isEqualTo("restored");
      assertThat(state.getLong("seq")).isEqualTo(end);
      assertThat(state.getString("epoch")).isNotEqualTo("of-another-log");
      assertThat(ada.toldByNow()).isEmpty();
    }
  }

  @Test
  @DisplayName("[C4] a session that was deleted meanwhile is none, and those in it are told")
  void a_session_that_was_deleted_meanwhile_is_said_to_be_none_and_those_in_it_are_told() {
    try (LiveServer server = LiveServer.start(dataDir, SETTINGS)) {
      String session = server.createSession();
      String epoch = epochOf(server, session);
      try (Tab zoe = server.join(session, "zoe")) {
        server.call("DELETE", LiveServer.SESSIONS + "/" + session);
        assertThat(zoe.untilClosed(4404))
            .extracting(told -> told.getString("type"))
            .containsExactly("session:deleted");
      }
      try (Tab ada = comeBack(server, session, "ada", 1, epoch)) {
        assertThat(ada.closeCode()).isEqualTo(4404);
      }
      server.stop();
      server.startAgain();
      try (Tab ada = comeBack(server, session, "ada", 1, epoch)) {
        assertThat(ada.closeCode()).isEqualTo(4404);
      }
    }
  }

  @Test
  @DisplayName(
      "[C5] of two connections that come back as one client at once one stays and has all of it")
  void of_two_connections_that_come_back_as_one_client_at_once_one_stays_and_has_all_of_it() {
    try (LiveServer server = LiveServer.start(dataDir, SETTINGS)) {
      String session = server.createSession();
      String epoch = epochOf(server, session);
      long end = fill(server, session, 5);
      try (Tab zoe = server.join(session, "zoe")) {
        end++;
        for (int round = 1; round <= 20; round++) {
          List<Tab> both =
              List.of(
                  comeBack(server, session, "ada", end - 2, epoch),
                  comeBack(server, session, "ada", end - 2, epoch));
          for (Tab tab : both) {
            assertThat(tab.payload("auth:success").getBoolean("resumed")).isTrue();
            assertThat(tab.next().getLong("seq")).isEqualTo(end - 1);
            assertThat(tab.next().getLong("seq")).isEqualTo(end);
          }
          end = zoe.move("omega", 0.5 + round * 0.001).next("param:broadcast").getLong("seq");
          // The one that was replaced hears no more of it.
          assertThat(both.stream().filter(tab -> tab.isClosedWith(1000, "param:broadcast")))
              .hasSize(1);
          assertThat(zoe.toldByNow()).isEmpty();
          both.forEach(Tab::close);
        }
      }
    }
  }

  /** Somebody who stays; the log's first number is theirs. */
  private static String epochOf(LiveServer server, String session) {
    try (Tab first = server.connect(session)) {
      first.auth(new JsonObject().put("clientId", "first"));
      return first.payload("auth:success").getString("epoch");
    }
  }

  /** Ada joins and moves {@code count} times; the number that the log ends with. */
  private static long fill(LiveServer server, String session, int count) {
    try (Tab ada = server.join(session, "ada")) {
      for (int n = 1; n <= count; n++) {
        ada.move(n, 2, "mu", 0.5 + (n % 1000) * 0.0001);
      }
      long end = 0;
      for (int n = 1; n <= count; n++) {
        end = ada.next("param:broadcast").getLong("seq");
      }
      return end;
    }
  }

  private static void restartIf(boolean restarted, LiveServer server) {
    if (restarted) {
      server.stop();
      server.startAgain();
    }
  }

  private static Tab comeBack(
      LiveServer server, String session, String clientId, long lastSeenSeq, String epoch) {
    return server
        .connect(session)
        .auth(
            new JsonObject()
                .put("name", clientId)
                .put("clientId", clientId)
                .put("lastSeenSeq", lastSeenSeq)
                .put("epoch", epoch));
  }

  private static List<Long> seqsOf(List<JsonObject> told) {
    List<Long> seqs = new ArrayList<>();
    told.forEach(message -> seqs.add(message.getLong("seq")));
    return seqs;
  }
}
