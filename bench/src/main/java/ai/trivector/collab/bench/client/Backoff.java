package ai.trivector.collab.bench.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a client waits before it connects again. One client's, on its loop only. */
final class Backoff {

  private final BackoffRule rule;
  private final RandomGenerator random;
  private int attempt;

  Backoff(BackoffRule rule, RandomGenerator random) {
    this.rule = rule;
    this.random = random;
  }

  /** A connection ended, after it had been good for this long; zero if it never was. */
  Duration next(Duration good) {
    if (good.compareTo(rule.goodAfter()) >= 0) {
      attempt = 0;
    }
    return rule.delay(attempt++, random.nextDouble());
  }
}
