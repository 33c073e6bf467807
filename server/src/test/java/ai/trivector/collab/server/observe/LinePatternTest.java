package ai.trivector.collab.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.pattern.PatternLayoutBase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log's lines look like: as the library's own layout has them. */
final class LinePatternTest {

  private final LoggerContext context = new LoggerContext();

  @ParameterizedTest
  @ValueSource(strings = {Logging.CONSOLE, Logging.FILE})
  void it_knows_every_word_that_is_used(String pattern) {
    PatternLayout library = new PatternLayout();
    library.setPattern(pattern);
    LinePattern ours = new LinePattern(pattern);
    Exception failure = new IllegalStateException("it failed", new RuntimeException("for this"));
    for (Level level : List.of(Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR)) {
      for (ILoggingEvent event : List.of(event(level, null), event(level, failure))) {
        assertThat(line(ours, event)).isEqualTo(line(library, event)).contains("event=said n=3");
      }
    }
  }

  private String line(PatternLayoutBase<ILoggingEvent> layout, ILoggingEvent event) {
    layout.setContext(context);
    layout.start();
    return layout.doLayout(event);
  }

  private ILoggingEvent event(Level level, @Nullable Exception failure) {
    LoggingEvent event =
        new LoggingEvent(
            LinePatternTest.class.getName(),
            context.getLogger("ai.trivector.collab.server.observe.LinePatternTest"),
            level,
            "event=said n={}",
            failure,
            new Object[] {3});
    event.setInstant(Instant.parse("2026-11-29T05:24:00.123Z"));
    return event;
  }
}
