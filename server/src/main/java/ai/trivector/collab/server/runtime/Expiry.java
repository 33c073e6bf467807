package ai.trivector.collab.server.runtime;

import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets sessions that nobody has touched for a time: looks for them every so often, all through
 * the log, a page at a time. Everything happens on one loop.
 */
public final class Expiry {

  private static final Logger log = LoggerFactory.getLogger(Expiry.class);

  /** After a start, tabs that were in a session are given the time to come back to it. */
  static final Duration FIRST_AFTER = Duration.ofMinutes(5);

  /** What is measured in days need not be exact to the hour. */
  static final Duration EVERY = Duration.ofHours(1);

  /** How many sessions go at once; they share a transaction of the log. */
  static final int PAGE = 64;

  private final SessionRegistry registry;
  private final EventStore store;
  private final InstantSource clock;
  private final Loop loop;
  private final Duration timeToLive;
  private boolean stopped;

  public Expiry(
      SessionRegistry registry,
      EventStore store,
      InstantSource clock,
      Loop loop,
      Duration timeToLive) {
    this.registry = registry;
    this.store = store;
    this.clock = clock;
    this.loop = loop;
    this.timeToLive = timeToLive;
  }

  public void start() {
    loop.schedule(FIRST_AFTER, this::sweep);
  }

  /** Looks for no more sessions; what is about to go goes. */
  public void stop() {
    loop.execute(() -> stopped = true);
  }

  private void sweep() {
    if (!stopped) {
      page(clock.instant().minus(timeToLive), Optional.empty())
          .whenCompleteAsync((_, failure) -> swept(failure), loop);
    }
  }

  private void swept(@Nullable Throwable failure) {
    if (failure != null && !stopped) {
      log.warn("event=expiry_failed error=\"{}\"", failure.toString());
    }
    loop.schedule(EVERY, this::sweep);
  }

  private CompletionStage<Void> page(Instant before, Optional<SessionId> after) {
    return store
        .untouched(before, after, PAGE)
        .thenCompose(ids -> expireAll(ids, before).thenApply(_ -> ids))
        .thenComposeAsync(
            ids ->
                stopped || ids.size() < PAGE
                    ? CompletableFuture.completedStage(null)
                    : page(before, Optional.of(ids.getLast())),
            loop);
  }

  private CompletionStage<Void> expireAll(List<SessionId> ids, Instant before) {
    return CompletableFuture.allOf(
        ids.stream()
            .map(id -> expire(id, before).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> expire(SessionId id, Instant before) {
    return registry
        .expire(id, before)
        .thenAccept(gone -> {
          if (gone) {
            log.info("event=session_expired session={} untouched_since_before={}", id, before);
          }
        });
  }
}
