package ai.trivector.collab.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How large the log's files become. */
final class LogSizeTest {

  private static final int MAX_BYTES = 3_000;
  private static final int LINE = 50;
  private static final int LINES = 100;

  @TempDir private Path dir;

  @AfterEach
  void logAsOtherTestsDo() throws JoranException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void a_day_has_one_file_and_one_that_is_spare_however_much_is_said() throws IOException {
    Logging.start("info", dir, MAX_BYTES);
    Logger log = LoggerFactory.getLogger(LogSizeTest.class);
    for (int i = 0; i < LINES; i++) {
      log.info("event=said n={} {}", i, "x".repeat(LINE));
    }
    String today = "trivector_" + LocalDate.now(ZoneId.systemDefault()) + ".log";

    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(today, Logging.SPARE);
    }
    List<String> newest = Files.readAllLines(dir.resolve(today));
    List<String> earlier = Files.readAllLines(dir.resolve(Logging.SPARE));
    assertThat(newest.getLast()).contains("n=" + (LINES - 1) + " ");
    // Nothing is missing between them.
    assertThat(newest.getFirst()).contains("n=" + (LINES - newest.size()) + " ");
    assertThat(earlier.getLast()).contains("n=" + (LINES - newest.size() - 1) + " ");
    for (String file : List.of(today, Logging.SPARE)) {
      assertThat(Files.size(dir.resolve(file))).isBetween(1L, MAX_BYTES + 2L * LINE);
    }
  }
}
