package ai.trivector.collab.server.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log: coloured lines on the console, and plain ones in a file a day, kept for a week
 * and within a bound. In code rather than XML, which costs a fifth of the start.
 */
public final class Logging {

  private static final int DAYS_KEPT = 7;

  /** With the days that are kept, today's and the spare file, less than a gigabyte. */
  private static final long MAX_BYTES_A_DAY = 100L * 1024 * 1024;

  /** What a day's file was before it had to begin anew. */
  static final String SPARE = "trivector_earlier.log";

  static final String CONSOLE =
      "%d{HH:mm:ss.SSS} %highlight(%-5level) %cyan(%-16logger{0}) %msg%n%ex{short}";

  static final String FILE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} %msg%n";

  private Logging() {}

  /** From here on what is logged goes to the console and to {@code dir}. */
  public static void start(String level, Path dir) {
    start(level, dir, MAX_BYTES_A_DAY);
  }

  static void start(String level, Path dir, long maxBytesADay) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level));
    // Libraries speak up when something is wrong; their everyday talk is not an operator's.
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.getLogger("io.vertx").setLevel(Level.WARN);
    root.addAppender(console(context));
    RollingFileAppender<ILoggingEvent> file = file(context, dir, maxBytesADay);
    if (file.isStarted()) {
      root.addAppender(file);
    } else {
      LoggerFactory.getLogger(Logging.class)
          .warn("event=log_file_unavailable dir={} hint='see LOG_DIR'", dir.toAbsolutePath());
    }
  }

  /** For an errand, which says itself how it went: only what is wrong, and only on the console. */
  public static void startQuietly() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console(context));
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setEncoder(encoder(context, CONSOLE));
    console.start();
    return console;
  }

  private static RollingFileAppender<ILoggingEvent> file(
      LoggerContext context, Path dir, long maxBytesADay) {
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setContext(context);
    file.setName("file");
    BoundedDays<ILoggingEvent> daily = new BoundedDays<>(dir.resolve(SPARE), maxBytesADay);
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

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, String pattern) {
    LinePattern layout = new LinePattern(pattern);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    return encoder;
  }
}
