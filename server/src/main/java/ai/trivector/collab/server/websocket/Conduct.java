package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.Limits;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How one client behaves: how fast it sends, and how often what it may not. On its loop only. */
final class Conduct {

  /** Somebody who goes on like this does not listen to {@code rate_limited}. */
  static final int MAX_REFUSALS = 200;

  static final Duration REFUSAL_WINDOW = Duration.ofSeconds(10);

  private final LongSupplier ticker;
  private final TokenBucket bucket;

  private boolean isToldOfRefusals;

  /** Most clients do nothing wrong, and have neither of these. */
  private @Nullable Strikes refusals;

  private @Nullable Strikes invalids;

  Conduct(WebSocketSettings settings, LongSupplier ticker) {
    this.ticker = ticker;
    bucket = new TokenBucket(settings.messagesPerSecond(), settings.burst(), ticker.getAsLong());
  }

  /** Counts one message: 0 if it is in order, else in how many nanoseconds one would be. */
  long take() {
    long waitNanos = bucket.take(ticker.getAsLong());
    if (waitNanos == 0) {
      isToldOfRefusals = false;
    }
    return waitNanos;
  }

  /** Whether a refusal is the first since something was in order: one word does for all of them. */
  boolean isToBeToldOfRefusals() {
    boolean first = !isToldOfRefusals;
    isToldOfRefusals = true;
    return first;
  }

  /** Counts a message that was refused for coming too fast. */
  boolean isOneRefusalTooMany() {
    if (refusals == null) {
      refusals = new Strikes(MAX_REFUSALS, REFUSAL_WINDOW);
    }
    return refusals.isOut(ticker.getAsLong());
  }

  /** Counts a message that is not of this protocol. */
  boolean isOneInvalidTooMany() {
    if (invalids == null) {
      invalids = new Strikes(Limits.MAX_INVALID_MESSAGES, Limits.INVALID_WINDOW);
    }
    return invalids.isOut(ticker.getAsLong());
  }
}
