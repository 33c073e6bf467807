package ai.trivector.collab.server.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HistogramTest {

  @Test
  void a_value_counts_at_the_first_bound_that_it_is_not_over() {
    Histogram sizes = Histogram.ofSizes(8);
    assertThat(sizes.bounds()).containsExactly(1, 2, 4, 8);
    for (long size : new long[] {0, 1, 2, 3, 4, 5, 8, 9, 1000}) {
      sizes.record(size);
    }
    assertThat(sizes.counts()).containsExactly(2, 1, 2, 2, 2);
    assertThat(sizes.sum()).isEqualTo(1032);
  }

  @Test
  void times_are_told_apart_from_half_a_millisecond_to_five_seconds() {
    Histogram times = Histogram.ofNanos();
    long[] bounds = times.bounds();
    assertThat(bounds).isSorted().doesNotHaveDuplicates();
    assertThat(bounds[0]).isEqualTo(TimeUnit.MICROSECONDS.toNanos(500));
    assertThat(bounds[bounds.length - 1]).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    // What is promised, so that an alert can ask for exactly that.
    for (int millis : new int[] {2, 8, 100, 500}) {
      assertThat(bounds).contains(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  @Test
  void nothing_is_lost_where_many_threads_record() {
    Histogram sizes = Histogram.ofSizes(4);
    IntStream.range(0, 100_000).parallel().forEach(i -> sizes.record(i % 8));
    assertThat(Arrays.stream(sizes.counts()).sum()).isEqualTo(100_000);
    assertThat(sizes.sum()).isEqualTo(350_000);
  }
}
