package ai.trivector.collab.server.runtime;

import static ai.trivector.collab.server.store.Logs.START;
import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.server.store.EventStore.Read;
import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those are told whose place in the log is gone from it. */
final class CompactedLogTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final User ADA = new User(new UserId("ada"), "Ada", "#102030");
  private static final ClientId TAB = new ClientId("tab-of-ada");
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Far fewer than are sent to somebody who missed them. */
  private static final LogBound BOUND = new LogBound(10);

  private final ManualLoop loop = new ManualLoop(START);
  private final InMemoryEventStore store = new InMemoryEventStore(Runnable::run, BOUND);
  private final SessionRegistry registry =
      new SessionRegistry(
          List.of(loop),
          store,
          loop,
          () -> new ClientId("given"),
          new RuntimeSettings(Duration.ZERO, GRACE, 10, 10, Duration.ofMinutes(1)));

  @BeforeEach
  void create() {
    get(store.create(session("room")));
  }

  @Test
  void a_position_that_is_gone_is_answered_by_the_state_and_one_that_is_kept_by_what_was_missed() {
    Session state = appendElsewhere(session("room"), 40);

    NotedPeer late = join(2);
    NotedPeer later = join(39);

    assertThat(late.sent("auth:success")).singleElement().asString().contains("\"resumed\":true");
    assertThat(late.sent("session:state"))
        .singleElement()
        .asString()
        .contains("\"reason\":\"resync\"", "\"seq\":" + state.seq());
    assertThat(later.sent("session:state")).isEmpty();
    assertThat(later.sent("session:left")).isNotEmpty();
  }

  @Test
  void a_resync_from_a_position_that_is_gone_is_answered_by_the_state_alone() {
    appendElsewhere(session("room"), 40);
    NotedPeer peer = new NotedPeer(loop);
    Membership ada = registry.join(ROOM, request(40), peer);
    loop.run();
    int before = peer.sent("param:broadcast").size();

    ada.receive(new ClientMessage.Resync(new Seq(2), Optional.of(new Epoch("epoch-1"))));
    loop.run();

    assertThat(peer.sent("session:state")).hasSize(1);
    assertThat(peer.sent("param:broadcast")).hasSize(before);
  }

  @Test
  void a_session_that_was_left_behind_by_more_than_is_kept_opens_anew() {
    NotedPeer peer = new NotedPeer(loop);
    Membership ada = registry.join(ROOM, request(0), peer);
    loop.run();
    Session here = get(store.load(ROOM)).orElseThrow();
    appendElsewhere(here, 40);

    ada.receive(
        new ClientMessage.ParamUpdate(OptionalLong.of(1), Optional.empty(), Map.of("mu", 0.55)));
    loop.run();

    assertThat(peer.closedWith()).isEqualTo(CloseCode.RESTARTING);
    assertThat(registry.activeSessions()).isZero();
    NotedPeer again = join(here.seq().value());
    assertThat(again.sent("session:state")).hasSize(1);
    assertThat(again.closedWith()).isNull();
  }

  private NotedPeer join(long lastSeen) {
    NotedPeer peer = new NotedPeer(loop);
    registry.join(ROOM, request(lastSeen), peer);
    loop.run();
    return peer;
  }

  private static JoinRequest request(long lastSeen) {
    return new JoinRequest(
        ADA, Optional.of(TAB), Optional.of(new Seq(lastSeen)), Optional.of(new Epoch("epoch-1")));
  }

  /** Another server appends, and keeps the state after every five. */
  private Session appendElsewhere(Session from, int count) {
    Session state = from;
    for (int i = 0; i < count; i += 5) {
      var next = events(state.seq().value() + 1, state.seq().value() + 5);
      get(store.append(ROOM, state.seq(), next));
      state = after(state, next);
      get(store.saveSnapshot(state));
    }
    assertThat(get(store.read(ROOM, from.seq(), 1))).isInstanceOf(Read.Compacted.class);
    return state;
  }
}
