package ai.trivector.collab.bench.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

final class GaugeTest {

  private static final int LOOKS = 180;

  @Test
  void what_warms_up_and_then_comes_and_goes_is_flat() {
    assertThat(gauge(look -> (look < 30 ? look * 30L : 1000) + look % 7 * 20L).isFlat()).isTrue();
  }

  @Test
  void what_grows_by_a_quarter_over_the_second_half_is_not() {
    assertThat(gauge(look -> 1000 + look * 4L).isFlat()).isFalse();
  }

  @Test
  void one_high_value_at_the_end_is_chance() {
    assertThat(gauge(look -> look == LOOKS - 1 ? 9000 : 1000).isFlat()).isTrue();
  }

  private static Gauge gauge(IntToLongFunction value) {
    Gauge gauge = new Gauge("any", 10);
    for (int look = 0; look < LOOKS; look++) {
      gauge.add(value.applyAsLong(look));
    }
    return gauge;
  }
}
