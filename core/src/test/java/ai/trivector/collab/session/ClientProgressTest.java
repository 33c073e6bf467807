package ai.trivector.collab.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The progress of a tab")
final class ClientProgressTest {

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 50);
  }

  @ParameterizedTest(name = "[N2] is what a set of all its numbers would say, seed {0}")
  @MethodSource("seeds")
  @DisplayName("[N2] is what a set of all its numbers would say")
  void likeASet(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long first = random.nextInt(200);
    ClientProgress progress = ClientProgress.first(People.ADA.id(), first, new Seq(1));
    Set<Long> applied = new LinkedHashSet<>(Set.of(first));
    for (int i = 0; i < 200; i++) {
      long n = Math.max(0, progress.highest() - 70 + random.nextInt(73));
      if (!progress.hasApplied(n)) {
        progress = progress.applied(n, new Seq(i + 2));
        applied.add(n);
      }
      for (long other = progress.highest() + 2; other >= 0; other--) {
        boolean belowTheWindow = progress.highest() - other > ClientProgress.WINDOW;
        assertThat(progress.hasApplied(other))
            .as("%s with the highest %s", other, progress.highest())
            .isEqualTo(belowTheWindow || applied.contains(other));
      }
      assertThat(progress.owner()).isEqualTo(People.ADA.id());
    }
  }

  @Test
  @DisplayName("[N2] holds at the largest number there is")
  void largest() {
    ClientProgress progress =
        ClientProgress.first(People.ADA.id(), 3, new Seq(1)).applied(Long.MAX_VALUE, new Seq(2));
    assertThat(progress.hasApplied(3)).isTrue();
    assertThat(progress.hasApplied(Long.MAX_VALUE)).isTrue();
    assertThat(progress.hasApplied(Long.MAX_VALUE - 1)).isFalse();
    assertThat(progress.hasApplied(0)).isTrue();
  }

  @Test
  @DisplayName("[N2] of a number under the window marks nothing")
  void underTheWindow() {
    ClientProgress progress = ClientProgress.first(People.ADA.id(), 100, new Seq(1));
    assertThat(progress.applied(35, new Seq(2)))
        .isEqualTo(new ClientProgress(People.ADA.id(), 100, 0, new Seq(2)));
  }
}
