package ai.trivector.collab.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Groups of bars, each with its value, as an SVG image that is read on light and on dark. */
public final class BarPlot implements Plot {

  private static final int WIDTH = 900;
  private static final int LEFT = 110;
  private static final int RIGHT = 70;
  private static final int TOP = 64;
  private static final int BOTTOM = 40;
  private static final int BAR = 15;
  private static final int GAP = 3;
  private static final int BETWEEN_GROUPS = 34;

  /** Told apart with any kind of sight: from Okabe and Ito's palette. */
  private static final List<String> COLORS =
      List.of("#0072b2", "#999999", "#009e73", "#cc79a7", "#e69f00", "#d55e00", "#56b4e9");

  private static final String STYLE =
      "<style>text{fill:#1f2328}.back{fill:#fff}.line{stroke:#8c959f}.small{fill:#59636e}"
          + "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.back{fill:#0d1117}.small{fill:#9198a1}}</style>\n";

  private record Bar(String name, OptionalDouble value, int color) {}

  private record Group(String title, List<Bar> bars) {}

  private final String suffix;
  private final String title;
  private final String foot;
  private final double line;
  private final List<Group> groups = new ArrayList<>();

  /**
   * @param suffix what the file's name has behind that of the report
   * @param foot where and when it was measured
   * @param line a value that a line is drawn at
   */
  public BarPlot(String suffix, String title, String foot, double line) {
    this.suffix = suffix;
    this.title = title;
    this.foot = foot;
    this.line = line;
  }

  /** Begins a group of bars. */
  public BarPlot group(String name) {
    groups.add(new Group(name, new ArrayList<>()));
    return this;
  }

  /**
   * Adds a bar to the last group.
   *
   * @param value empty where it was not measured, which leaves its place free
   * @param color its place in the palette: the same for the same thing
   */
  public BarPlot bar(String name, OptionalDouble value, int color) {
    groups.getLast().bars().add(new Bar(name, value, color));
    return this;
  }

  @Override
  public String suffix() {
    return suffix;
  }

  @Override
  public String svg() {
    int height = TOP + BOTTOM;
    for (Group group : groups) {
      height += BETWEEN_GROUPS + group.bars().size() * (BAR + GAP);
    }
    double longest =
        groups.stream()
            .flatMap(group -> group.bars().stream())
            .mapToDouble(bar -> bar.value().orElse(0))
            .reduce(line, Math::max);
    double unit = (WIDTH - LEFT - RIGHT) / longest;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">%n"
            .formatted(WIDTH, height));
    svg.append(STYLE).append("<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n");
    text(svg, 16, 26, "start", "font-size=\"16\" font-weight=\"bold\"", title);
    text(svg, 16, 46, "start", "class=\"small\"", foot);
    int y = TOP;
    for (Group group : groups) {
      y = draw(svg, group, y, unit);
    }
    svg.append(
        "<line class=\"line\" stroke-dasharray=\"4 3\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>%n"
            .formatted(
                number(LEFT + line * unit), number(LEFT + line * unit), TOP, height - BOTTOM + 6));
    text(svg, LEFT + line * unit, height - 16, "middle", "class=\"small\"", label(line));
    return svg.append("</svg>\n").toString();
  }

  /** Returns where the next one begins. */
  private static int draw(StringBuilder svg, Group group, int top, double unit) {
    text(svg, 16, top + 20, "start", "font-weight=\"bold\"", group.title());
    int y = top + BETWEEN_GROUPS - 6;
    for (Bar bar : group.bars()) {
      double width = bar.value().orElse(0) * unit;
      text(svg, LEFT - 8, y + BAR - 3, "end", "", bar.name());
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\"/>%n"
              .formatted(LEFT, y, number(width), BAR, COLORS.get(bar.color() % COLORS.size())));
      String value = bar.value().isPresent() ? label(bar.value().getAsDouble()) : "not measured";
      text(svg, LEFT + width + 6, y + BAR - 3, "start", "", value);
      y += BAR + GAP;
    }
    return y + 6;
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String attributes, String text) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" %s>%s</text>%n"
            .formatted(
                number(x),
                number(y),
                anchor,
                attributes,
                text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
