package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.observe.Logging;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log file of a day says, and what it never says. */
final class LogFileTest {

  @TempDir Path dataDir;
  @TempDir Path logDir;

  @AfterEach
  void logAsOtherTestsDo() throws JoranException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void what_an_operator_asks_for_is_there_once_and_no_token_ever() throws IOException {
    Logging.start("debug", logDir);
    String token;
    String refreshed;
    try (LiveServer server = LiveServer.start(dataDir, "ALLOW_ANONYMOUS=false")) {
      String session = server.createSession();
      token = server.token("Ada");
      JsonObject ofAda = new JsonObject().put("token", token);
      refreshed =
          new JsonObject(server.post(LiveServer.REFRESH, ofAda.encode()).body()).getString("token");
      server.post(LiveServer.REFRESH, ofAda.copy().put("token", token + "x").encode());
      JsonObject ofZoe = new JsonObject().put("token", server.token("Zoe"));
      try (Tab ada = server.connect(session).auth(ofAda.copy().put("clientId", "ada"));
          Tab zoe = server.connect(session).auth(ofZoe);
          Tab eve = server.connect(session).auth(new JsonObject().put("token", token + "x"))) {
        eve.untilClosed(4401);
        ada.next("auth:success");
        zoe.next("auth:success");
        ada.move("mu", 0.6);
        assertThat(conflictOf(ada, zoe)).isEqualTo("mu");
        ada.send("session:resync", new JsonObject().put("lastSeenSeq", 0));
        while (!ada.next().getString("type").equals("session:state")) {}
      }
    }
    String log = onlyFile("trivector_" + LocalDate.now(ZoneId.systemDefault()) + ".log");
    assertThat(log).doesNotContain(token, refreshed, LiveServer.SECRET);
    assertThat(lines(log, "event=conflict ")).singleElement().asString().contains("param=mu");
    assertThat(lines(log, "event=resync ")).hasSize(1);
    assertThat(lines(log, "event=connection_opened ")).hasSize(2);
    assertThat(lines(log, "event=connection_closed ")).hasSize(3);
    assertThat(lines(log, "event=stopped")).hasSize(1);
    assertThat(log.lines())
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*|\\s.*|[\\w.]+(Exception|Error).*"));
  }

  /** Waits until zoe has seen the move, and moves the same without a look at it. */
  private static String conflictOf(Tab ada, Tab zoe) {
    while (!zoe.next().getString("type").equals("param:broadcast")) {}
    while (!ada.next().getString("type").equals("param:broadcast")) {}
    zoe.move("mu", 0.65);
    return zoe.payload("conflict:detected").getString("param");
  }

  private static List<String> lines(String log, String part) {
    return log.lines().filter(line -> line.contains(part)).toList();
  }

  private String onlyFile(String name) throws IOException {
    try (Stream<Path> files = Files.list(logDir)) {
      assertThat(files.map(file -> Objects.toString(file.getFileName()))).containsExactly(name);
    }
    return Files.readString(logDir.resolve(name));
  }
}
