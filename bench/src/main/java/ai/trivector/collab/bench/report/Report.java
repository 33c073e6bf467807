package ai.trivector.collab.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The figures of one run, by name, in the order in which they came. */
public final class Report {

  private static final JsonFactory JSON = new JsonFactory();

  private final Path dir;
  private final String name;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  /**
   * @param dir where its files are written
   * @param name what they are called
   */
  public Report(Path dir, String name) {
    this.dir = dir;
    this.name = name;
    put("what", name);
    put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    put("cores", Runtime.getRuntime().availableProcessors());
    put("jdk", Runtime.version().toString());
    put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  /**
   * Keeps a figure.
   *
   * @param value a number, a text, or a list of numbers
   */
  public Report put(String figure, Object value) {
    figures.put(figure, value);
    return this;
  }

  /** Writes the figures, and draws the curves. */
  public void write(List<? extends Plot> plots) {
    try {
      Files.createDirectories(dir);
      Path file = dir.resolve(name + ".json");
      try (JsonGenerator json =
          JSON.createGenerator(ObjectWriteContext.empty(), Files.newOutputStream(file))) {
        json.writeStartObject();
        figures.forEach((figure, value) -> {
          json.writeName(figure);
          write(json, value);
        });
        json.writeEndObject();
      }
      for (Plot plot : plots) {
        Files.writeString(dir.resolve(name + plot.suffix() + ".svg"), plot.svg());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator json, Object value) {
    switch (value) {
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(item -> write(json, item));
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
    }
  }
}
