package ai.trivector.collab.bench.sidebyside;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** The results as Markdown: medians, and in brackets the least and the most of all rounds. */
final class Table {

  private static final List<Contender> COMPARED =
      List.of(Contender.NETTY, Contender.DURABLE, Contender.WS, Contender.SOCKETIO);

  private final Results results;
  private final StringBuilder text = new StringBuilder();

  Table(Results results) {
    this.results = results;
  }

  /**
   * The whole page.
   *
   * @param about where and when
   */
  String markdown(String about, String idleTitle, List<Bars.Bar> bars) {
    text.append("# Side by side\n\n").append(about).append("\n\n");
    text.append(
        "Medians of the rounds, and in brackets their least and most. Written by `./dev bench`; ");
    text.append(
        "what is measured, and what is not, is in [docs/performance.md](../../docs/performance.md).\n");
    for (Case load : Case.values()) {
      if (wasMeasured(load.name(), Figure.CPU)) {
        section(load);
      }
    }
    if (wasMeasured(IdleCase.NAME, Figure.IDLE_KIB)) {
      text.append("\n## %s: %s%n%n".formatted(IdleCase.NAME, idleTitle));
      table(IdleCase.NAME, List.of(Figure.IDLE_KIB, Figure.EMPTY_MIB));
    }
    ratios();
    text.append(
        "\n## What is demanded\n\n| what | is | at most | | a log alone |\n| --- | --- | --- | --- | --- |\n");
    for (Bars.Bar bar : bars) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %s | %s |%n",
              bar.what(),
              bar.value(),
              bar.most(),
              bar.holds() ? "holds" : "**fails**",
              bar.floor().isPresent()
                  ? String.format(Locale.ROOT, "%.2f", bar.floor().getAsDouble())
                  : ""));
    }
    return text.toString();
  }

  private void section(Case load) {
    text.append("\n## %s: %s%n%n".formatted(load, load.title()));
    table(
        load.name(),
        List.of(Figure.CPU, Figure.P50, Figure.P99, Figure.P999, Figure.RATE, Figure.BYTES));
    if (load.underWay() > 0) {
      text.append("\nAs fast as each can:\n\n");
      table(load.name(), List.of(Figure.SATURATED, Figure.CPU_SATURATED, Figure.LOAD_SATURATED));
    }
    text.append("\nIn all rounds together:\n\n");
    faults(load.name());
  }

  private void table(String name, List<Figure> figures) {
    text.append("| |");
    figures.forEach(figure -> text.append(' ').append(figure.title()).append(" |"));
    text.append("\n| --- |").append(" --- |".repeat(figures.size())).append('\n');
    for (Contender contender : Contender.values()) {
      if (figures.stream().noneMatch(one -> results.median(name, contender, one).isPresent())) {
        continue;
      }
      text.append("| ").append(contender.label()).append(" |");
      for (Figure figure : figures) {
        text.append(' ').append(cell(name, contender, figure)).append(" |");
      }
      text.append('\n');
    }
  }

  private String cell(String name, Contender contender, Figure figure) {
    OptionalDouble median = results.median(name, contender, figure);
    if (median.isEmpty()) {
      return "";
    }
    List<Double> all = results.of(name, contender, figure);
    String least = figure.format(values(all).min().orElseThrow());
    String most = figure.format(values(all).max().orElseThrow());
    String middle = figure.format(median.getAsDouble());
    return least.equals(most) ? middle : "%s (%s…%s)".formatted(middle, least, most);
  }

  private void faults(String name) {
    List<Figure> figures =
        List.of(Figure.LOST, Figure.DUPLICATED, Figure.REORDERED, Figure.REFUSED);
    text.append("| | lost | duplicated | reordered | refused |\n| --- | --- | --- | --- | --- |\n");
    for (Contender contender : Contender.values()) {
      if (results.median(name, contender, Figure.LOST).isPresent()) {
        text.append("| ").append(contender.label()).append(" |");
        for (Figure figure : figures) {
          double sum = values(results.of(name, contender, figure)).sum();
          text.append(' ').append(figure.format(sum)).append(" |");
        }
        text.append('\n');
      }
    }
  }

  private void ratios() {
    text.append("\n## Trivector's CPU per delivery, as a multiple of theirs\n\n| |");
    COMPARED.forEach(to -> text.append(" %s | at saturation |".formatted(to.label())));
    text.append("\n| --- |").append(" --- |".repeat(2 * COMPARED.size())).append('\n');
    for (Case load : Case.values()) {
      if (!wasMeasured(load.name(), Figure.CPU)) {
        continue;
      }
      text.append("| ").append(load).append(": ").append(load.title()).append(" |");
      for (Contender to : COMPARED) {
        for (Figure figure : List.of(Figure.CPU, Figure.CPU_SATURATED)) {
          OptionalDouble ratio = results.ratio(load.name(), Contender.OURS, to, figure);
          text.append(
              ratio.isPresent()
                  ? String.format(Locale.ROOT, " %.2f |", ratio.getAsDouble())
                  : " |");
        }
      }
      text.append('\n');
    }
  }

  private boolean wasMeasured(String name, Figure figure) {
    for (Contender contender : Contender.values()) {
      if (results.median(name, contender, figure).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static DoubleStream values(List<Double> all) {
    return all.stream().mapToDouble(Double::doubleValue);
  }
}
