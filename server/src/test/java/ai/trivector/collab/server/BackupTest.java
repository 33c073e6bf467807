package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does in another process while the server runs, and once it is stopped. */
final class BackupTest {

  private static final String LONG_GRACE = "PRESENCE_GRACE_MS=60000";
  private static final String AS_FAST_AS_IT_CAN = "MAX_MESSAGES_PER_SECOND=100000";
  private static final int TIMEOUT_SECONDS = 60;

  @TempDir Path dir;

  /** What a process of the jar came to. */
  private record Done(int code, String said) {}

  private Path dataDir() {
    return dir.resolve("data");
  }

  private Path backup() {
    return dir.resolve("backup.db");
  }

  /** Runs the jar's main class, as {@code ./dev} does. */
  private Process start(String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("DATA_DIR", dataDir().toString());
    return builder.directory(dir.toFile()).redirectErrorStream(true).start();
  }

  private static Done end(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Done(process.exitValue(), said);
  }

  private Done run(String... arguments) throws IOException, InterruptedException {
    return end(start(arguments));
  }

  private static JsonObject identity(String clientId, long lastSeenSeq, String epoch) {
    return new JsonObject()
        .put("name", clientId)
        .put("clientId", clientId)
        .put("lastSeenSeq", lastSeenSeq)
        .put("epoch", epoch);
  }

  @Test
  void a_client_ahead_of_the_backup_and_one_behind_it_both_take_the_state_of_what_was_restored()
      throws Exception {
    try (LiveServer server = LiveServer.start(dataDir(), LONG_GRACE, AS_FAST_AS_IT_CAN)) {
      String session = server.createSession();
      String epoch;
      long acknowledged;
      long ahead;
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.next("session:joined");
        epoch = epochOf(ada);
        acknowledged = moveWhile(null, ada, zoe, 2);
        Process backup = start("backup", backup().toString());
        ahead = moveWhile(backup, ada, zoe, acknowledged);
        assertThat(end(backup))
            .isEqualTo(
                new Done(0, "the log of %s is backed up in %s\n".formatted(dataDir(), backup())));
        ahead = moveWhile(null, ada, zoe, ahead);
        server.stop();
      }
      assertThat(run("restore", backup().toString()).code()).isZero();
      assertThat(run("check")).extracting(Done::code).isEqualTo(0);
      server.startAgain();
      try (Tab ada = server.connect(session).auth(identity("ada", ahead, epoch));
          Tab zoe = server.connect(session).auth(identity("zoe", 3, epoch))) {
        long reached = assertTakesTheState(ada, epoch);
        assertThat(reached).isBetween(acknowledged, ahead - 1);
        assertThat(assertTakesTheState(zoe, epoch)).isEqualTo(reached);
        ada.move("mu", 0.677);
        assertThat(ada.next("param:broadcast").getLong("seq")).isEqualTo(reached + 1);
        assertThat(zoe.next("param:broadcast").getLong("seq")).isEqualTo(reached + 1);
      }
    }
  }

  /** Both move by turns: as long as the process lives, or some times; says the last number. */
  private static long moveWhile(@Nullable Process process, Tab ada, Tab zoe, long from) {
    long seq = from;
    for (int i = 0; i < 20 || (process != null && process.isAlive()); i++) {
      // Each its own parameter, so that there is nothing to agree upon.
      (i % 2 == 0 ? ada : zoe).move(i % 2 == 0 ? "mu" : "omega", 0.5 + 0.0001 * (seq % 1000));
      seq = ada.next("param:broadcast").getLong("seq");
      assertThat(zoe.next("param:broadcast").getLong("seq")).isEqualTo(seq);
    }
    return seq;
  }

  private static String epochOf(Tab tab) {
    tab.send("session:resync", new JsonObject().put("lastSeenSeq", Long.MAX_VALUE));
    return tab.payload("session:state").getString("epoch");
  }

  private static long assertTakesTheState(Tab tab, String before) {
    JsonObject success = tab.payload("auth:success");
    assertThat(success.getBoolean("resumed")).isFalse();
    assertThat(success.getString("epoch")).isNotEqualTo(before);
    JsonObject state = tab.next("session:state");
    assertThat(state.getJsonObject("payload").getString("reason")).isEqualTo("restored");
    assertThat(state.getJsonObject("payload").getString("epoch"))
        .isEqualTo(success.getString("epoch"));
    return state.getJsonObject("payload").getLong("seq");
  }

  @Test
  void what_cannot_be_done_is_said_in_one_line_and_by_the_exit_code() throws Exception {
    Done misused = run("backup");
    assertThat(misused.code()).isEqualTo(2);
    assertThat(misused.said()).contains("backup FILE", "restore FILE", "recover", "check");
    assertThat(run("destroy")).isEqualTo(misused);

    Done nothing = run("check");
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.said())
        .isEqualTo(
            "trivector-collab: there is no log in %s: is that the server's DATA_DIR?\n"
                .formatted(dataDir()));
  }

  @Test
  void a_server_that_runs_is_not_restored_under() throws Exception {
    try (LiveServer server = LiveServer.start(dataDir(), AS_FAST_AS_IT_CAN)) {
      server.createSession();
      assertThat(run("backup", backup().toString()).code()).isZero();

      Done refused = run("restore", backup().toString());

      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.said()).contains("is in use by another server").hasLineCount(1);
      assertThat(run("check").said()).contains("1 sessions with 0 events were read: all is well");
    }
  }
}
