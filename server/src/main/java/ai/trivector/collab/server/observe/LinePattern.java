package ai.trivector.collab.server.observe;

import ch.qos.logback.classic.pattern.DateConverter;
import ch.qos.logback.classic.pattern.EnsureExceptionHandling;
import ch.qos.logback.classic.pattern.LevelConverter;
import ch.qos.logback.classic.pattern.LineSeparatorConverter;
import ch.qos.logback.classic.pattern.LoggerConverter;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThreadConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.pattern.color.HighlightingCompositeConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.DynamicConverter;
import ch.qos.logback.core.pattern.PatternLayoutBase;
import ch.qos.logback.core.pattern.color.CyanCompositeConverter;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a line of the log is laid out, by the words that our patterns use. The library's own layout
 * knows fifty more, and loads them all when the server starts.
 */
@SuppressWarnings("rawtypes") // The library's converters are raw in what is overridden.
final class LinePattern extends PatternLayoutBase<ILoggingEvent> {

  private static final Map<String, Supplier<DynamicConverter>> WORDS =
      Map.of(
          "d", DateConverter::new,
          "level", LevelConverter::new,
          "thread", ThreadConverter::new,
          "logger", LoggerConverter::new,
          "msg", MessageConverter::new,
          "n", LineSeparatorConverter::new,
          "ex", ThrowableProxyConverter::new,
          "highlight", HighlightingCompositeConverter::new,
          "cyan", CyanCompositeConverter::new);

  LinePattern(String pattern) {
    setPattern(pattern);
    // Where a pattern does not say what of an exception is shown, all of it is.
    setPostCompileProcessor(new EnsureExceptionHandling());
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return isStarted() ? writeLoopOnConverters(event) : "";
  }

  @Override
  protected Map<String, Supplier<DynamicConverter>> getDefaultConverterSupplierMap() {
    return WORDS;
  }
}
