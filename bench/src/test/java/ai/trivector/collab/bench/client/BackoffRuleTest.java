package ai.trivector.collab.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the client kit's own test, [B1]. */
final class BackoffRuleTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 250",
    "0, 0.9, 900",
    "1, 0.5, 1000",
    "4, 0.5, 8000",
    "5, 0.5, 15000",
    "60, 0.5, 15000"
  })
  void the_wait_grows_to_a_bound_and_is_spread(int attempt, double random, long millis) {
    assertThat(BackoffRule.PROTOCOL.delay(attempt, random)).isEqualTo(Duration.ofMillis(millis));
  }
}
