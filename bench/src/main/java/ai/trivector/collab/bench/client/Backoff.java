package ai.trivector.collab.bench.client;

import ai.trivector.collab.protocol.CloseCode;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** How long a client waits before it connects again. One client's, on its loop only. */
final class Backoff {

  /** With which the server says that it has too much to do. */
  private static final List<Integer> FULL =
      List.of(CloseCode.OVER_CAPACITY.code(), CloseCode.RATE_LIMITED.code());

  private final BackoffRule rule;
  private final RandomGenerator random;
  private int attempt;

  Backoff(BackoffRule rule, RandomGenerator random) {
    this.rule = rule;
    this.random = random;
  }

  /**
   * A connection ended with this code, after it had been good for so long; zero if it never was.
   */
  Duration next(int code, Duration good) {
    if (good.compareTo(rule.goodAfter()) >= 0) {
      attempt = 0;
    }
    BackoffRule now = FULL.contains(code) ? rule.whenFull() : rule;
    return now.delay(attempt++, random.nextDouble());
  }
}
