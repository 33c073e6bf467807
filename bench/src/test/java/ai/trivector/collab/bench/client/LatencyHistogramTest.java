package ai.trivector.collab.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LatencyHistogramTest {

  @Test
  void a_quantile_is_right_to_two_percent_whatever_the_size_of_the_times() {
    SplittableRandom random = new SplittableRandom(7);
    long[] times = random.longs(10_000).map(any -> 1L << (any & 31)).toArray();
    for (int i = 0; i < times.length; i++) {
      times[i] += random.nextLong(times[i]);
    }
    LatencyHistogram histogram = new LatencyHistogram();
    Arrays.stream(times).forEach(histogram::record);
    Arrays.sort(times);
    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
      long exact = times[(int) Math.ceil(share * times.length) - 1];
      assertThat(histogram.quantile(share).toNanos())
          .as("%s", share)
          .isGreaterThanOrEqualTo(exact)
          .isCloseTo(exact, withinPercentage(2));
    }
    assertThat(histogram.quantile(1)).isEqualTo(histogram.max());
  }

  @Test
  void what_was_counted_apart_is_added_up() {
    LatencyHistogram one = new LatencyHistogram();
    LatencyHistogram other = new LatencyHistogram();
    one.record(10);
    other.record(30);
    one.add(other);
    assertThat(one.count()).isEqualTo(2);
    assertThat(one.max()).isEqualTo(Duration.ofNanos(30));
    assertThat(one.quantile(0.5)).isEqualTo(Duration.ofNanos(10));
  }
}
