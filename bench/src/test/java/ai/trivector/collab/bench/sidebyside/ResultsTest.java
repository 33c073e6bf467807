package ai.trivector.collab.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultsTest {

  private final Results results = new Results();

  @Test
  void the_median_is_the_middle_one_or_between_the_two_that_are() {
    add(Contender.OURS, Figure.CPU, 5, 1, 3);
    add(Contender.WS, Figure.CPU, 4, 1, 2, 9);
    assertThat(results.median("A", Contender.OURS, Figure.CPU)).hasValue(3);
    assertThat(results.median("A", Contender.WS, Figure.CPU)).hasValue(3);
    assertThat(results.median("A", Contender.NETTY, Figure.CPU)).isEmpty();
    assertThat(results.ratio("A", Contender.OURS, Contender.NETTY, Figure.CPU)).isEmpty();
  }

  @Test
  void bars_hold_up_to_what_is_allowed_and_are_told_only_of_what_was_measured() {
    add(Contender.OURS, Figure.CPU, 11);
    add(Contender.NETTY, Figure.CPU, 10);
    add(Contender.WS, Figure.CPU, 12);
    add(Contender.OURS, Figure.P99, 3);
    add(Contender.NETTY, Figure.P99, 2);
    add(Contender.WS, Figure.P99, 9);
    add(Contender.OURS, Figure.LOST, 0, 1);
    List<Bars.Bar> bars = new Bars(results, 0.5).all();
    assertThat(bars).extracting(Bars.Bar::what).noneMatch(what -> what.startsWith("B:"));
    assertThat(bar(bars, "A: CPU per delivery, times Netty").holds()).isTrue();
    assertThat(bar(bars, "A: CPU per delivery, times ws").value())
        .isCloseTo(11 / 12.0, within(1e-9));
    assertThat(bar(bars, "A: CPU per delivery, times ws").holds()).isFalse();
    assertThat(bar(bars, "A: p99, ms, to the best p99 and a commit").most()).isEqualTo(2.5);
    assertThat(bar(bars, "A: p99, ms, to the best p99 and a commit").holds()).isFalse();
    assertThat(bar(bars, "A: lost, duplicated, reordered and refused").holds()).isFalse();
  }

  @Test
  void the_table_has_medians_with_their_spread_and_ratios() {
    add(Contender.OURS, Figure.CPU, 2, 4, 3);
    add(Contender.NETTY, Figure.CPU, 2);
    String markdown = new Table(results).markdown("about", "idle", List.of());
    assertThat(markdown).contains("| Trivector | 3.00 (2.00…4.00) |").contains("| Netty | 2.00 |");
    assertThat(markdown).contains("50 updates/s each | 1.50 |");
    assertThat(markdown).doesNotContain("## B").doesNotContain("## E");
  }

  @Test
  void options_name_cases_servers_and_rounds() {
    Options some =
        Options.parse(
            List.of("A", "E", "--rounds", "5", "--servers", "ours,netty", "--seconds", "1"));
    assertThat(some.seconds()).isEqualTo(1);
    assertThat(some.cases()).containsExactly(Case.A);
    assertThat(some.idle()).isTrue();
    assertThat(some.contenders()).containsExactly(Contender.OURS, Contender.NETTY);
    assertThat(some.rounds()).isEqualTo(5);
    Options all = Options.parse(List.of());
    assertThat(all.cases()).containsExactly(Case.values());
    assertThat(all.idle()).isTrue();
    assertThat(all.contenders()).containsExactly(Contender.values());
    assertThat(Options.parse(List.of("E")).cases()).isEmpty();
  }

  private static Bars.Bar bar(List<Bars.Bar> bars, String what) {
    return bars.stream().filter(bar -> bar.what().equals(what)).findFirst().orElseThrow();
  }

  private void add(Contender contender, Figure figure, double... values) {
    for (double value : values) {
      results.add("A", contender, figure, value);
    }
  }
}
