package ai.trivector.collab.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.session.Seq;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which states stay, and with them which events. */
final class LogBoundTest {

  private static final LogBound BOUND = new LogBound(2000);

  @Test
  void without_a_bound_the_oldest_and_the_newest_stay() {
    assertThat(LogBound.NONE.statesThatStay(seqs(0, 500, 1_000_000))).isEqualTo(seqs(0, 1_000_000));
  }

  @Test
  void one_between_them_stays_until_half_of_the_bound_lies_behind_it() {
    assertThat(BOUND.statesThatStay(seqs(0))).isEqualTo(seqs(0));
    assertThat(BOUND.statesThatStay(seqs(0, 500))).isEqualTo(seqs(0, 500));
    assertThat(BOUND.statesThatStay(seqs(0, 500, 1000))).isEqualTo(seqs(0, 500, 1000));
    assertThat(BOUND.statesThatStay(seqs(0, 500, 1000, 1499))).isEqualTo(seqs(0, 500, 1499));
  }

  @Test
  void then_it_is_the_oldest() {
    assertThat(BOUND.statesThatStay(seqs(0, 500, 1000, 1500))).isEqualTo(seqs(500, 1500));
  }

  @Test
  void a_log_that_is_far_beyond_a_bound_that_is_new_still_keeps_half_of_it() {
    assertThat(BOUND.statesThatStay(seqs(0, 90_000, 90_500))).isEqualTo(seqs(0, 90_000, 90_500));
    assertThat(BOUND.statesThatStay(seqs(0, 90_000, 90_500, 91_000)))
        .isEqualTo(seqs(90_000, 91_000));
  }

  @Test
  void a_bound_below_nothing_is_none() {
    assertThatThrownBy(() -> new LogBound(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Seq> seqs(long... values) {
    return LongStream.of(values).mapToObj(Seq::new).toList();
  }
}
