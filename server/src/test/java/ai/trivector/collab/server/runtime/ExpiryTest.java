package ai.trivector.collab.server.runtime;

import static ai.trivector.collab.server.store.Logs.START;
import static ai.trivector.collab.server.store.Logs.event;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a session goes that nobody touches, and what keeps it. */
final class ExpiryTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final User ADA = new User(new UserId("ada"), "Ada", "#102030");
  private static final Duration TTL = Duration.ofDays(30);
  private static final Duration IDLE_AFTER = Duration.ofMinutes(1);

  /** What the log was asked for and has not done yet. */
  private final Deque<Runnable> disk = new ArrayDeque<>();

  private final ManualLoop loop = new ManualLoop(START);
  private final InMemoryEventStore store =
      new InMemoryEventStore(task -> {
        disk.add(task);
        if (!hanging()) {
          serve();
        }
      });
  private final SessionRegistry registry =
      new SessionRegistry(
          List.of(loop),
          store,
          loop,
          () -> new ClientId("given"),
          new RuntimeSettings(Duration.ZERO, Duration.ZERO, 10, 10, IDLE_AFTER));
  private final Expiry expiry = new Expiry(registry, store, loop, loop, TTL);
  private boolean hangs;

  @BeforeEach
  void start() {
    get(store.create(session("room")));
    expiry.start();
  }

  @Test
  void a_session_goes_once_nobody_has_touched_it_for_so_long() {
    loop.advance(TTL.minus(Expiry.EVERY));
    assertThat(isThere()).isTrue();

    loop.advance(Expiry.EVERY.multipliedBy(2));
    assertThat(isThere()).isFalse();
  }

  @Test
  void nothing_is_looked_for_until_everybody_may_be_back_after_a_start() {
    ManualLoop late = new ManualLoop(START.plus(TTL).plus(TTL));
    new Expiry(registry, store, late, late, TTL).start();

    late.advance(Expiry.FIRST_AFTER.minusMillis(1));
    loop.run();
    assertThat(isThere()).isTrue();

    late.advance(Duration.ofMillis(1));
    loop.run();
    assertThat(isThere()).isFalse();
  }

  @Test
  void more_sessions_than_a_page_go_in_one_sweep_and_the_younger_ones_stay() {
    int many = 3 * Expiry.PAGE + 1;
    Instant later = START.plus(TTL);
    for (int i = 0; i < many; i++) {
      get(store.create(session("old" + i)));
      get(store.create(session("young" + i, "e", later)));
    }

    loop.advance(TTL.plus(Expiry.EVERY));

    assertThat(get(store.untouched(later.plusMillis(1), Optional.empty(), 10 * many)))
        .hasSize(many)
        .allMatch(id -> id.value().startsWith("young"));
  }

  @Test
  void a_session_that_somebody_is_in_stays_however_long_they_do_nothing() {
    NotedPeer peer = new NotedPeer(loop);
    Membership ada = join(peer);

    loop.advance(TTL.multipliedBy(3));
    assertThat(isThere()).isTrue();
    assertThat(peer.closedWith()).isNull();

    // That she leaves is a touch, too.
    ada.disconnected(true);
    loop.advance(TTL);
    assertThat(isThere()).isTrue();
    loop.advance(Expiry.EVERY.multipliedBy(2));
    assertThat(isThere()).isFalse();
  }

  @Test
  void to_open_a_session_is_to_touch_it() {
    loop.advance(TTL.minusDays(1));
    join(new NotedPeer(loop)).disconnected(true);

    loop.advance(TTL);

    assertThat(isThere()).isTrue();
  }

  @Test
  void whoever_comes_while_it_goes_waits_and_hears_that_there_is_none() {
    hang();
    CompletionStage<Boolean> expired = registry.expire(ROOM, START.plus(TTL));
    loop.run();
    NotedPeer peer = new NotedPeer(loop);
    join(peer);
    assertThat(peer.closedWith()).isNull();

    serveAll();

    assertThat(get(expired)).isTrue();
    assertThat(peer.closedWith()).isEqualTo(CloseCode.NO_SUCH_SESSION);
    assertThat(registry.activeSessions()).isZero();
  }

  @Test
  void whoever_comes_while_it_was_about_to_go_is_let_in_where_another_server_touched_it() {
    hang();
    // In the log before us.
    store.append(ROOM, Seq.ORIGIN, List.of(joinedAt(START.plus(TTL))));
    CompletionStage<Boolean> expired = registry.expire(ROOM, START.plus(TTL));
    loop.run();
    NotedPeer peer = new NotedPeer(loop);
    join(peer);

    serveAll();

    assertThat(get(expired)).isFalse();
    assertThat(peer.sent("auth:success")).hasSize(1);
    assertThat(registry.activeSessions()).isEqualTo(1);
  }

  @Test
  void a_session_that_is_being_opened_is_not_let_go() {
    hang();
    NotedPeer peer = new NotedPeer(loop);
    join(peer);
    CompletionStage<Boolean> expired = registry.expire(ROOM, START.plus(TTL));
    loop.run();

    serveAll();

    assertThat(get(expired)).isFalse();
    assertThat(peer.sent("auth:success")).hasSize(1);
  }

  @Test
  void a_log_that_fails_ends_a_sweep_and_not_the_next() {
    store.close();
    loop.advance(TTL.plus(TTL));
    store.reopen();
    assertThat(isThere()).isTrue();

    loop.advance(Expiry.EVERY);

    assertThat(isThere()).isFalse();
  }

  @Test
  void a_server_that_stops_looks_no_more() {
    expiry.stop();

    loop.advance(TTL.plus(TTL));

    assertThat(isThere()).isTrue();
  }

  private Membership join(NotedPeer peer) {
    Membership membership =
        registry.join(
            ROOM, new JoinRequest(ADA, Optional.empty(), Optional.empty(), Optional.empty()), peer);
    loop.run();
    return membership;
  }

  private static RecordedEvent joinedAt(Instant at) {
    return new RecordedEvent(event(1).seq(), at, new Event.MemberJoined(ADA));
  }

  private boolean isThere() {
    return get(store.load(ROOM)).isPresent();
  }

  private boolean hanging() {
    return hangs;
  }

  private void hang() {
    hangs = true;
  }

  private void serve() {
    while (!disk.isEmpty()) {
      disk.remove().run();
    }
  }

  private void serveAll() {
    hangs = false;
    serve();
    loop.run();
  }
}
