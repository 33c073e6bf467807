package ai.trivector.collab.server.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the store can serve, for however many want to know: each question writes to the
 * disk, so one answer does for all who ask within {@link #GOOD_FOR}. Any thread.
 */
public final class Checkup {

  /** An answer as old as this is still true enough, and a disk can be asked so often. */
  static final Duration GOOD_FOR = Duration.ofMillis(500);

  /** A store that takes longer cannot serve; whoever asks gives up after a few seconds, too. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** One question and its answer, which may be under way. */
  private record Asked(Instant at, CompletableFuture<Void> answer) {}

  private final Supplier<CompletionStage<Void>> check;
  private final InstantSource clock;
  private @Nullable Asked last;

  public Checkup(Supplier<CompletionStage<Void>> check, InstantSource clock) {
    this.check = check;
    this.clock = clock;
  }

  /** Completes if the store can serve; else fails, at the latest after {@link #TIMEOUT}. */
  CompletionStage<Void> now() {
    CompletableFuture<Void> answer = ask();
    return answer
        .copy()
        .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(failure ->
            CompletableFuture.failedFuture(
                answer.isDone()
                    ? failure
                    : new TimeoutException("the log did not answer within " + TIMEOUT)));
  }

  private synchronized CompletableFuture<Void> ask() {
    Instant now = clock.instant();
    Asked asked = last;
    // One that is still being answered is not asked again: a disk that hangs needs no second push.
    if (asked == null
        || (asked.answer().isDone() && !now.isBefore(asked.at().plus(GOOD_FOR)))
        || now.isBefore(asked.at())) {
      asked = new Asked(now, check.get().toCompletableFuture());
      last = asked;
    }
    return asked.answer();
  }
}
