package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus is told: each number moves by what was done, and by nothing else. */
@Timeout(60)
final class MetricsTest {

  private static final String TOKEN = "what Prometheus says, in 32 characters";
  private static final String NAME = "Name";

  @TempDir Path dataDir;

  private static JsonObject identity(String clientId) {
    return new JsonObject().put("name", clientId).put("clientId", clientId);
  }

  /** What has to have been counted by now, by series; some of it comes a moment later. */
  private static void assertCounted(LiveServer server, Map<String, Integer> expected) {
    Scrape scrape =
        Scrape.until(
            server,
            now ->
                expected.entrySet().stream()
                    .allMatch(each -> now.value(each.getKey()) >= each.getValue()));
    Map<String, Integer> found = new TreeMap<>();
    expected.keySet().forEach(series -> found.put(series, (int) scrape.value(series)));
    assertThat(found).isEqualTo(new TreeMap<>(expected));
  }

  @Test
  void people_and_sessions_are_counted_as_they_come_and_go() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe");
          Tab silent = server.connect(session)) {
        assertCounted(
            server,
            Map.of(
                "collab_connections{state=\"authenticated\"}", 2,
                "collab_connections{state=\"unauthenticated\"}", 1,
                "collab_connections_opened_total", 3,
                "collab_sessions", 1,
                "collab_sessions_opened_total", 1,
                "collab_joins_total", 2,
                "collab_resumes_total", 0,
                "collab_messages_received_total{type=\"auth\"}", 2,
                "collab_messages_sent_total{type=\"auth:success\"}", 2,
                // Ada hears of herself and of Zoe, and Zoe of herself.
                "collab_messages_sent_total{type=\"session:joined\"}", 3));
        ada.leave();
        zoe.drop();
        silent.move("mu", 0.6);
        assertThat(silent.payload("error").getString("code")).isEqualTo("auth_required");
        assertCounted(
            server,
            Map.of(
                "collab_connections_closed_total{by=\"client\",code=\"1001\"}", 1,
                "collab_connections_closed_total{by=\"network\",code=\"1006\"}", 1,
                "collab_connections_closed_total{by=\"server\",code=\"4401\"}", 1,
                "collab_messages_refused_total{code=\"auth_required\"}", 1));
        try (Tab back = server.connect(session).auth(identity("zoe").put("lastSeenSeq", 1))) {
          back.next("auth:success");
          assertCounted(server, Map.of("collab_joins_total", 3, "collab_resumes_total", 1));
        }
      }
      // Whoever has come goes once.
      Scrape end =
          Scrape.until(
              server,
              now ->
                  now.sum("collab_connections") == 0
                      && now.sum("collab_connections_closed_total") >= 4);
      assertThat(end.sum("collab_connections_closed_total")).isEqualTo(4);
      assertThat(end.value("collab_connections_opened_total")).isEqualTo(4);
    }
  }

  @Test
  void a_change_is_counted_on_its_way_into_the_log_and_to_everybody() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        Scrape before = Scrape.of(server);
        ada.move("mu", 0.6).next("param:broadcast");
        zoe.next("param:broadcast");
        Scrape after =
            Scrape.until(
                server,
                now ->
                    now.value("collab_broadcast_seconds_count") >= 1
                        // Each member's loop counts for itself, and after it has told them.
                        && now.value("collab_messages_sent_total{type=\"param:broadcast\"}") >= 2);
        Map<String, Double> moved = new TreeMap<>();
        for (String series :
            new String[] {
              "collab_messages_received_total{type=\"param:update\"}",
              "collab_messages_sent_total{type=\"param:broadcast\"}",
              "collab_append_seconds_count",
              "collab_events_appended_total",
              "collab_log_commit_seconds_count",
              "collab_log_commit_writes_sum",
              "collab_log_commit_writes_bucket{le=\"1.0\"}"
            }) {
          moved.put(series, after.value(series) - before.value(series));
        }
        assertThat(moved)
            .containsEntry("collab_messages_received_total{type=\"param:update\"}", 1.0)
            .containsEntry("collab_messages_sent_total{type=\"param:broadcast\"}", 2.0)
            .containsEntry("collab_append_seconds_count", 1.0)
            .containsEntry("collab_events_appended_total", 1.0)
            .containsEntry("collab_log_commit_seconds_count", 1.0)
            .containsEntry("collab_log_commit_writes_sum", 1.0)
            .containsEntry("collab_log_commit_writes_bucket{le=\"1.0\"}", 1.0);
        for (String histogram :
            new String[] {"collab_broadcast", "collab_append", "collab_log_commit"}) {
          assertThat(after.value(histogram + "_seconds_sum")).isPositive().isLessThan(60);
          assertThat(after.value(histogram + "_seconds_bucket{le=\"+Inf\"}"))
              .isEqualTo(after.value(histogram + "_seconds_count"));
        }
        assertThat(after.value("collab_log_file_bytes{file=\"write_ahead\"}")).isPositive();
        Scrape.until(server, now -> now.value("collab_event_loop_lag_seconds_count") >= 1);
      }
    }
  }

  @Test
  void what_is_asked_refused_and_settled_is_counted_by_its_kind() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        ada.move("mu", 0.6).next("param:broadcast");
        zoe.next("param:broadcast");
        zoe.move("mu", 0.61).next("conflict:detected");
        zoe.send(
                "conflict:resolved",
                new JsonObject()
                    .put("param", "mu")
                    .put("strategy", "yours")
                    .put("resolvedValue", 0.61))
            .next("param:broadcast");
        ada.next("param:broadcast");
        ada.send("session:resync", new JsonObject().put("lastSeenSeq", 1));
        while (!ada.next().getString("type").equals("session:state")) {
          // What was missed comes first.
        }
        ada.send("presence:update", new JsonObject().put("view", "plot"));
        zoe.next("presence:broadcast");
        ada.send("ping", new JsonObject()).next("pong");
        ada.move("mu", 9).next("error");
        ada.move("nothing", 0.6).next("error");
        ada.send("nothing:such", new JsonObject()).next("error");
        ada.send("{").next("error");
        assertCounted(
            server,
            Map.of(
                "collab_conflicts_total", 1,
                "collab_resolutions_total{strategy=\"yours\"}", 1,
                "collab_messages_sent_total{type=\"conflict:detected\"}", 1,
                "collab_states_sent_total{reason=\"resync\"}", 1,
                "collab_messages_sent_total{type=\"presence:broadcast\"}", 1,
                "collab_messages_sent_total{type=\"pong\"}", 1,
                "collab_messages_refused_total{code=\"out_of_range\"}", 1,
                "collab_messages_refused_total{code=\"unknown_param\"}", 1,
                "collab_messages_refused_total{code=\"unknown_type\"}", 1,
                "collab_messages_refused_total{code=\"invalid_message\"}", 1));
      }
      String other = "lastSeenSeq";
      try (Tab eve =
          server.connect(session).auth(identity("eve").put(other, 1).put("epoch", "x"))) {
        eve.next("auth:success");
        assertCounted(server, Map.of("collab_states_sent_total{reason=\"restored\"}", 1));
      }
    }
  }

  @Test
  void who_is_not_let_in_is_counted_by_the_code_that_they_were_told() {
    try (LiveServer server =
        LiveServer.start(dataDir, "MAX_CONNECTIONS=3", "MAX_MEMBERS=1", "ALLOW_ANONYMOUS=false")) {
      String session = server.createSession();
      JsonObject token = new JsonObject().put("token", server.token("Ada"));
      assertThat(server.connect("a.b").closeCode()).isEqualTo(4404);
      assertThat(server.connect(session, "Origin", "https://evil.example").closeCode())
          .isEqualTo(4403);
      try (Tab ada = server.connect(session).auth(token)) {
        ada.next("auth:success");
        try (Tab nobody = server.connect(session).auth(new JsonObject())) {
          assertThat(nobody.untilClosed(4401)).hasSize(1);
        }
        // The session is full; and then the server.
        try (Tab second = server.connect(session).auth(token)) {
          assertThat(second.closeCode()).isEqualTo(1013);
        }
        Scrape.until(server, now -> now.sum("collab_connections") == 1);
        try (Tab two = server.connect(session);
            Tab three = server.connect(session);
            Tab four = server.connect(session)) {
          assertThat(four.closeCode()).isEqualTo(1013);
          assertCounted(
              server,
              Map.of(
                  "collab_admissions_refused_total{code=\"4404\"}", 1,
                  "collab_admissions_refused_total{code=\"4403\"}", 1,
                  "collab_admissions_refused_total{code=\"4401\"}", 1,
                  "collab_admissions_refused_total{code=\"1013\"}", 2,
                  "collab_connections_limit", 3,
                  "collab_connections{state=\"unauthenticated\"}", 2));
          assertThat(two).isNotSameAs(three);
        }
      }
    }
  }

  @Test
  void what_comes_too_fast_is_counted_also_where_nobody_is_told() {
    try (LiveServer server = LiveServer.start(dataDir, "MAX_MESSAGES_PER_SECOND=1");
        Tab ada = server.join(server.createSession(), "ada")) {
      // One more was in order, with that of the auth.
      for (int i = 0; i < 11; i++) {
        ada.send("presence:update", new JsonObject().put("view", "plot"));
      }
      Scrape scrape =
          Scrape.until(
              server,
              now ->
                  now.sum("collab_messages_received_total")
                          + now.sum("collab_messages_refused_total")
                      == 12);
      assertThat(scrape.value("collab_messages_refused_total{code=\"rate_limited\"}"))
          .isGreaterThan(scrape.value("collab_messages_sent_total{type=\"error\"}"));
    }
  }

  @Test
  void a_slow_reader_is_counted_with_what_waits_for_it_and_what_replaces_that() throws IOException {
    try (LiveServer server = LiveServer.start(dataDir, "MAX_MESSAGES_PER_SECOND=100000")) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          SlowReader slow = SlowReader.join(server.port(), session)) {
        ada.next("session:joined");
        double mostWaiting = 0;
        Scrape scrape = Scrape.of(server);
        while (scrape.value("collab_outbound_dropped_total") == 0) {
          for (int i = 0; i < 200; i++) {
            ada.move("mu", i % 2 == 0 ? 0.6 : 0.61).next("param:broadcast");
          }
          scrape = Scrape.of(server);
          mostWaiting = Math.max(mostWaiting, scrape.value("collab_outbound_waiting_bytes"));
        }
        assertThat(mostWaiting).isPositive();
        ada.send("presence:update", new JsonObject().put("view", "plot"));
        assertCounted(server, Map.of("collab_presence_dropped_total", 1));
        slow.readUntil("lagging");
        assertCounted(
            server,
            Map.of(
                "collab_states_sent_total{reason=\"lagging\"}", 1,
                "collab_outbound_dropped_total", 1,
                "collab_outbound_waiting_bytes", 0));
      }
    }
  }

  @Test
  void a_log_that_hangs_is_seen_while_it_does() throws SQLException {
    try (LiveServer server = LiveServer.start(dataDir);
        Tab ada = server.join(server.createSession(), "ada");
        Tab zoe = server.join(server.createSession(), "zoe")) {
      try (Connection stranger =
              DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("trivector.db"));
          Statement statement = stranger.createStatement()) {
        // Every commit waits for it, as for a disk.
        statement.execute("BEGIN IMMEDIATE");
        ada.move("mu", 0.6);
        Scrape.until(server, now -> now.value("collab_log_write_delay_seconds") > 0.05);
        zoe.move("mu", 0.6);
        Scrape.until(server, now -> now.value("collab_log_writes_waiting") == 1);
      }
      ada.next("param:broadcast");
      zoe.next("param:broadcast");
      assertCounted(server, Map.of("collab_log_writes_waiting", 0));
      Scrape.until(server, now -> now.value("collab_log_write_delay_seconds") == 0);
    }
  }

  @Test
  void the_process_says_how_it_is_and_what_it_is() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      Scrape scrape = Scrape.of(server);
      assertThat(scrape.sum("jvm_memory_used_bytes")).isPositive();
      assertThat(scrape.value("process_resident_memory_bytes")).isPositive();
      assertThat(scrape.value("process_files_open_files")).isPositive();
      assertThat(scrape.value("process_start_time_seconds")).isPositive();
      assertThat(scrape.value("collab_network_buffers_bytes")).isPositive();
      assertThat(scrape.sum("collab_build_info")).isEqualTo(1);
      assertThat(scrape.sum("disk_free_bytes")).isPositive();
    }
  }

  @Test
  void nothing_that_a_client_says_becomes_a_label() {
    try (LiveServer server = LiveServer.start(dataDir)) {
      Scrape before = Scrape.of(server);
      String session = server.createSession();
      try (Tab ada = server.connect(session)) {
        ada.auth(identity(NAME)).next("auth:success");
        ada.send("nothing:such", new JsonObject());
        ada.leave(4321);
        Scrape after =
            Scrape.until(
                server,
                now ->
                    now.value("collab_connections_closed_total{by=\"client\",code=\"other\"}")
                        == 1);
        assertThat(ours(after)).isEqualTo(ours(before));
        assertThat(after.series()).hasSizeLessThan(400);
      }
    }
  }

  /** The JVM's own may come and go with what it does. */
  private static String ours(Scrape scrape) {
    return String.join(
        "\n", scrape.series().keySet().stream().filter(s -> s.startsWith("collab_")).toList());
  }

  @Test
  void with_a_token_only_who_says_it_is_told() {
    try (LiveServer server = LiveServer.start(dataDir, "METRICS_TOKEN=" + TOKEN)) {
      assertRefused(server.get("/metrics"));
      assertRefused(server.get("/metrics", "Authorization", "Bearer " + TOKEN.substring(1)));
      assertRefused(server.get("/metrics", "Authorization", "Basic " + TOKEN));
      assertRefused(server.get("/metrics", "Authorization", "Bearer"));
      assertThat(Scrape.of(server, "Authorization", "Bearer " + TOKEN).series()).isNotEmpty();
    }
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(response.body()).doesNotContain("collab_").doesNotContain(TOKEN);
  }

  @Test
  void production_without_a_token_tells_nobody() {
    try (LiveServer server = LiveServer.start(dataDir, "ENV=production", "HOST=127.0.0.1")) {
      HttpResponse<String> response = server.get("/metrics", "Authorization", "Bearer " + TOKEN);
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.body()).contains("METRICS_TOKEN");
    }
  }
}
