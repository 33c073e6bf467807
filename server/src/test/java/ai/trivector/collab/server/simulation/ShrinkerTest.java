package ai.trivector.collab.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is broken on purpose is found, and found again in a life that can be read. */
final class ShrinkerTest {

  private static final int SEEDS = 50;

  /** Some seconds do; this is for a machine that has much else to do. */
  private static final Duration TIME = Duration.ofMinutes(2);

  private static final ResourceLeakDetector.Level LEVEL = ResourceLeakDetector.getLevel();

  @BeforeAll
  static void quiet() {
    // A life that is given up in the middle releases nothing, and others listen for that.
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    Seeds.quiet("ai.trivector.collab.server.runtime", Level.OFF);
  }

  @AfterAll
  static void listenAgain() {
    ResourceLeakDetector.setLevel(LEVEL);
  }

  @ParameterizedTest(name = "{0} within {1} lines")
  @CsvSource({"ACKNOWLEDGES_WITHOUT_WRITING, 40", "LOSES_A_FRAME, 60"})
  void aFlawIsFoundInAShortLife(Flaw flaw, int maxLines) throws IOException {
    Failure first =
        LongStream.rangeClosed(1, SEEDS)
            .mapToObj(seed -> Failure.of(new Choices(seed), flaw))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    Failure shortest = Shrinker.shrink(first, flaw, TIME, maxLines);
    assertThat(shortest.lines()).as(shortest.schedule(flaw)).isLessThanOrEqualTo(maxLines);
    Failure again = Failure.of(new Choices(Script.read(Script.write(shortest.script()))), flaw);
    assertThat(again)
        .extracting(Failure::kind, Failure::lines)
        .containsExactly(first.kind(), shortest.lines());
  }
}
