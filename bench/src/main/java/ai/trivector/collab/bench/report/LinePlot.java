package ai.trivector.collab.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Some series over one axis, as an SVG image that needs nothing else. */
public final class LinePlot implements Plot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 60;
  private static final int BOTTOM = 45;
  private static final int TICKS = 5;

  /** Told apart with any kind of sight: from Okabe and Ito's palette. */
  private static final List<String> COLORS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

  private record Series(String name, List<? extends Number> values) {}

  private final String suffix;
  private final String title;
  private final String axis;
  private final double step;
  private final List<Series> series = new ArrayList<>();

  /**
   * @param suffix what the file's name has behind that of the report
   * @param axis what is counted to the right, with its unit
   * @param step how much of that lies between two values
   */
  public LinePlot(String suffix, String title, String axis, double step) {
    this.suffix = suffix;
    this.title = title;
    this.axis = axis;
    this.step = step;
  }

  public LinePlot line(String name, List<? extends Number> values) {
    series.add(new Series(name, values));
    return this;
  }

  @Override
  public String suffix() {
    return suffix;
  }

  @Override
  public String svg() {
    double highest =
        series.stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(Number::doubleValue)
            .max()
            .orElse(0);
    double top = roundUp(highest);
    int count = series.stream().mapToInt(line -> line.values().size()).max().orElse(0);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
            .formatted(WIDTH, HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    text(svg, LEFT, 20, "start", title);
    grid(svg, top, count);
    for (int i = 0; i < series.size(); i++) {
      String color = COLORS.get(i % COLORS.size());
      draw(svg, series.get(i), color, top, count);
      int x = LEFT + i * 150;
      svg.append(
          "<rect x=\"%d\" y=\"32\" width=\"12\" height=\"12\" fill=\"%s\"/>%n".formatted(x, color));
      text(svg, x + 17, 43, "start", series.get(i).name());
    }
    return svg.append("</svg>\n").toString();
  }

  private void grid(StringBuilder svg, double top, int count) {
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = top * tick / TICKS;
      double y = y(value, top);
      svg.append(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\" stroke=\"#ddd\"/>%n"
              .formatted(LEFT, WIDTH - RIGHT, number(y), number(y)));
      text(svg, LEFT - 8, y + 4, "end", label(value));
      double at = (double) Math.max(1, count - 1) * tick / TICKS;
      text(svg, x(at, count), HEIGHT - BOTTOM + 18, "middle", label(at * step));
    }
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", axis);
  }

  private static void draw(StringBuilder svg, Series line, String color, double top, int count) {
    svg.append(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"".formatted(color));
    for (int i = 0; i < line.values().size(); i++) {
      double value = line.values().get(i).doubleValue();
      svg.append(number(x(i, count))).append(',').append(number(y(value, top))).append(' ');
    }
    svg.append("\"/>\n");
  }

  private static double x(double index, int count) {
    return LEFT + index / Math.max(1, count - 1) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
  }

  /** To 1, 2 or 5 times a power of ten. */
  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
    for (double factor : new double[] {1, 2, 5}) {
      if (value <= factor * power) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n"
            .formatted(
                number(x), number(y), anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String label(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
