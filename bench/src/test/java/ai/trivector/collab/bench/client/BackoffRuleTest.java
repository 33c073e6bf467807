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
    "0, 0.5, 625",
    "1, 0.5, 1125",
    "4, 0.5, 8125",
    "5, 0.5, 15125",
    "60, 0.5, 15125"
  })
  void the_wait_grows_to_a_bound_and_is_spread(int attempt, double random, long millis) {
    assertThat(BackoffRule.PROTOCOL.delay(attempt, random)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 2000", "0, 0.5, 5000", "1, 0.5, 9000", "2, 0.5, 16000", "60, 0.5, 16000"})
  void a_server_that_is_full_is_left_alone_for_longer(int attempt, double random, long millis) {
    assertThat(BackoffRule.PROTOCOL.whenFull().delay(attempt, random))
        .isEqualTo(Duration.ofMillis(millis));
  }
}
