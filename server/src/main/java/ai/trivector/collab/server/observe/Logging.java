package ai.trivector.collab.server.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log: coloured lines on the console, and plain ones in a file a day, kept for a week.
 * In code rather than XML, which costs a fifth of the start.
 */
public final class Logging {

  private static final int DAYS_KEPT = 7;

  private static final String CONSOLE =
      "%d{HH:mm:ss.SSS} %highlight(%-5level) %cyan(%-16logger{0}) %msg%n%ex{short}";

  private static final String FILE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} %msg%n";

  private Logging() {}

  /** From here on what is logged goes to the console and to {@code dir}. */
  public static void start(String level, Path dir) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level));
    // Libraries speak up when something is wrong; their everyday talk is not an operator's.
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.getLogger("io.vertx").setLevel(Level.WARN);
    root.addAppender(console(context));
    RollingFileAppender<ILoggingEvent> file = file(context, dir);
    if (file.isStarted()) {
      root.addAppender(file);
    } else {
      LoggerFactory.getLogger(Logging.class)
          .warn("event=log_file_unavailable dir={} hint='see LOG_DIR'", dir.toAbsolutePath());
    }
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setEncoder(encoder(context, CONSOLE));
    console.start();
    return console;
  }

  private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path dir) {
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setContext(context);
    file.setName("file");
    TimeBasedRollingPolicy<ILoggingEvent> daily = new TimeBasedRollingPolicy<>();
    daily.setContext(context);
    daily.setParent(file);
    daily.setFileNamePattern(dir.resolve("trivector_%d{yyyy-MM-dd}.log").toString());
    daily.setMaxHistory(DAYS_KEPT);
    daily.setCleanHistoryOnStart(true);
    daily.start();
    file.setRollingPolicy(daily);
    file.setEncoder(encoder(context, FILE));
    file.start();
    return file;
  }

  private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    return encoder;
  }
}
