package ai.trivector.collab.server.store;

import static ai.trivector.collab.server.store.Logs.START;
import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.event;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.EventStore.Read;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every event log holds, whatever keeps it. */
public abstract class EventStoreContract<S extends EventStore> {

  private static final SessionId ID = new SessionId("room");
  private static final SessionId UNKNOWN = new SessionId("unknown");

  private static final LogBound BOUND = new LogBound(40);
  private static final int BETWEEN_STATES = 5;

  private S store;

  /** A store on an empty log. */
  protected abstract S open(LogBound bound);

  /** The same log again, after {@code closed} was closed. */
  protected abstract S openAgain(S closed);

  @BeforeEach
  void openStore() {
    store = open(LogBound.NONE);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void a_created_session_is_loaded_as_it_was_created() {
    assertThat(get(store.create(session("room")))).isTrue();

    assertThat(get(store.load(ID))).contains(session("room"));
    assertThat(read(ID, Seq.ORIGIN, 10)).isEmpty();
  }

  @Test
  void an_id_is_taken_once_and_the_first_session_stays() {
    get(store.create(session("room", "first")));

    assertThat(get(store.create(session("room", "second")))).isFalse();

    assertThat(get(store.load(ID))).contains(session("room", "first"));
  }

  @Test
  void what_was_appended_is_read_back_to_the_letter_and_replayed() {
    get(store.create(session("room")));

    assertThat(get(store.append(ID, Seq.ORIGIN, events(1, 3)))).isEqualTo(new Appended.Done());
    assertThat(get(store.append(ID, new Seq(3), events(4, 11)))).isEqualTo(new Appended.Done());

    assertThat(read(ID, Seq.ORIGIN, 100)).isEqualTo(events(1, 11));
    assertThat(get(store.load(ID))).contains(after(session("room"), events(1, 11)));
  }

  @Test
  void reading_starts_after_the_position_and_keeps_to_the_limit() {
    get(store.create(session("room")));
    get(store.append(ID, Seq.ORIGIN, events(1, 10)));

    assertThat(read(ID, new Seq(4), 3)).isEqualTo(events(5, 7));
    assertThat(read(ID, new Seq(8), 3)).isEqualTo(events(9, 10));
    assertThat(read(ID, new Seq(10), 3)).isEmpty();
    assertThat(read(ID, new Seq(99), 3)).isEmpty();
    assertThat(read(UNKNOWN, Seq.ORIGIN, 3)).isEmpty();
  }

  @Test
  void an_append_behind_the_log_is_told_where_the_log_is_and_writes_nothing() {
    get(store.create(session("room")));
    get(store.append(ID, Seq.ORIGIN, events(1, 4)));

    assertThat(get(store.append(ID, new Seq(2), events(3, 9))))
        .isEqualTo(new Appended.Conflict(new Seq(4)));

    assertThat(read(ID, Seq.ORIGIN, 100)).isEqualTo(events(1, 4));
  }

  @Test
  void an_append_ahead_of_the_log_is_told_where_the_log_is_and_writes_nothing() {
    get(store.create(session("room")));

    assertThat(get(store.append(ID, new Seq(5), events(6, 6))))
        .isEqualTo(new Appended.Conflict(Seq.ORIGIN));

    assertThat(get(store.load(ID))).contains(session("room"));
  }

  @Test
  void an_unknown_session_takes_no_events_and_has_no_state() {
    assertThat(get(store.append(UNKNOWN, Seq.ORIGIN, events(1, 1))))
        .isEqualTo(new Appended.NoSession());
    assertThat(get(store.load(UNKNOWN))).isEmpty();
    assertThat(get(store.delete(UNKNOWN))).isFalse();
  }

  @Test
  void sessions_have_logs_of_their_own() {
    get(store.create(session("room")));
    get(store.create(session("room2")));
    get(store.append(ID, Seq.ORIGIN, events(1, 5)));
    get(store.append(new SessionId("room2"), Seq.ORIGIN, events(1, 2)));

    assertThat(get(store.load(ID))).contains(after(session("room"), events(1, 5)));
    assertThat(get(store.load(new SessionId("room2"))))
        .contains(after(session("room2"), events(1, 2)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void a_limit_that_is_none_is_a_bug_of_the_caller(int limit) {
    assertThatThrownBy(() -> store.read(ID, Seq.ORIGIN, limit))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.recent(limit)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.untouched(START, Optional.empty(), limit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void events_that_do_not_follow_are_a_bug_of_the_caller() {
    get(store.create(session("room")));

    for (List<RecordedEvent> wrong :
        List.<List<RecordedEvent>>of(
            List.of(), events(2, 3), List.of(event(1), event(3)), List.of(event(1), event(1)))) {
      assertThatThrownBy(() -> store.append(ID, Seq.ORIGIN, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(get(store.load(ID))).contains(session("room"));
  }

  @Test
  void a_session_begins_at_zero() {
    Session late = after(session("room"), events(1, 2));

    assertThatThrownBy(() -> store.create(late)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_snapshot_changes_nothing_that_can_be_seen() {
    get(store.create(session("room")));
    get(store.append(ID, Seq.ORIGIN, events(1, 30)));

    get(store.saveSnapshot(after(session("room"), events(1, 20))));

    assertThat(get(store.load(ID))).contains(after(session("room"), events(1, 30)));
    assertThat(read(ID, Seq.ORIGIN, 100)).isEqualTo(events(1, 30));
  }

  @Test
  void snapshots_that_are_old_or_early_or_of_another_session_are_of_no_consequence() {
    get(store.create(session("room")));
    get(store.append(ID, Seq.ORIGIN, events(1, 30)));
    get(store.saveSnapshot(after(session("room"), events(1, 25))));

    get(store.saveSnapshot(after(session("room"), events(1, 10))));
    get(store.saveSnapshot(after(session("room"), events(1, 35))));
    get(store.saveSnapshot(after(session("room", "another epoch"), events(1, 30))));
    get(store.saveSnapshot(after(session("unknown"), events(1, 3))));

    assertThat(get(store.load(ID))).contains(after(session("room"), events(1, 30)));
    assertThat(get(store.load(UNKNOWN))).isEmpty();
  }

  @Test
  void a_deleted_session_is_gone_with_its_log_and_its_id_is_free() {
    get(store.create(session("room")));
    get(store.append(ID, Seq.ORIGIN, events(1, 5)));
    get(store.saveSnapshot(after(session("room"), events(1, 4))));

    assertThat(get(store.delete(ID))).isTrue();

    assertThat(get(store.load(ID))).isEmpty();
    assertThat(read(ID, Seq.ORIGIN, 10)).isEmpty();
    assertThat(get(store.append(ID, new Seq(5), events(6, 6)))).isEqualTo(new Appended.NoSession());
    assertThat(get(store.delete(ID))).isFalse();
    assertThat(get(store.create(session("room", "epoch-2")))).isTrue();
    assertThat(get(store.load(ID))).contains(session("room", "epoch-2"));
    assertThat(read(ID, Seq.ORIGIN, 10)).isEmpty();
  }

  @Test
  void recent_sessions_come_newest_first_by_their_last_event() {
    get(store.create(session("a")));
    get(store.create(session("b", "e", START.plusMillis(2))));
    get(store.create(session("c", "e", START.plusMillis(4))));
    get(store.append(new SessionId("a"), Seq.ORIGIN, events(1, 3)));

    assertThat(get(store.recent(10)))
        .containsExactly(
            session("c", "e", START.plusMillis(4)),
            after(session("a"), events(1, 3)),
            session("b", "e", START.plusMillis(2)));
    assertThat(get(store.recent(2)))
        .extracting(Session::id)
        .map(SessionId::value)
        .containsExactly("c", "a");
  }

  @Test
  void without_a_bound_every_event_is_kept() {
    get(store.create(session("room")));

    Session state = appendWithStates(ID, session("room"), 300);

    assertThat(read(ID, Seq.ORIGIN, 1000)).isEqualTo(events(1, 300));
    assertThat(get(store.load(ID))).contains(state);
  }

  @Test
  void a_log_keeps_half_of_its_bound_at_least_and_its_bound_at_most() {
    openBounded();
    get(store.create(session("room")));
    Session state = session("room");
    long fewest = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 100; i++) {
      state = appendWithStates(ID, state, BETWEEN_STATES);

      long end = state.seq().value();
      long kept = end - compacted(ID).value();
      assertThat(read(ID, compacted(ID), 1000)).isEqualTo(events(end - kept + 1, end));
      assertThat(get(store.load(ID))).contains(state);
      most = Math.max(most, kept);
      if (kept < end) {
        fewest = Math.min(fewest, kept);
      }
    }
    assertThat(fewest).isEqualTo(BOUND.maxEvents() / 2);
    assertThat(most).isLessThanOrEqualTo(BOUND.maxEvents() + BETWEEN_STATES);
  }

  @Test
  void a_position_before_what_is_kept_is_told_where_that_begins() {
    openBounded();
    get(store.create(session("room")));
    Session state = appendWithStates(ID, session("room"), 200);
    Seq from = compacted(ID);
    assertThat(from.value()).isPositive();

    for (long position : new long[] {0, 1, from.value() - 1}) {
      assertThat(get(store.read(ID, new Seq(position), 1))).isEqualTo(new Read.Compacted(from));
    }
    assertThat(read(ID, from, 1)).containsExactly(event(from.value() + 1));
    assertThat(read(ID, state.seq(), 1)).isEmpty();
    assertThat(read(UNKNOWN, Seq.ORIGIN, 1)).isEmpty();
  }

  @Test
  void a_compacted_log_goes_on_and_outlives_the_process() {
    openBounded();
    get(store.create(session("room")));
    Session state = appendWithStates(ID, session("room"), 200);
    Seq from = compacted(ID);

    store.close();
    store = openAgain(store);

    assertThat(compacted(ID)).isEqualTo(from);
    assertThat(get(store.load(ID))).contains(state);
    assertThat(get(store.append(ID, new Seq(199), events(200, 200))))
        .isEqualTo(new Appended.Conflict(new Seq(200)));
    state = appendWithStates(ID, state, 100);
    assertThat(get(store.load(ID))).contains(state);
    assertThat(compacted(ID).isAfter(from)).isTrue();
    assertThat(get(store.recent(10))).containsExactly(state);
  }

  @Test
  void a_deleted_session_that_was_compacted_leaves_nothing_to_one_of_its_name() {
    openBounded();
    get(store.create(session("room")));
    appendWithStates(ID, session("room"), 200);

    get(store.delete(ID));
    get(store.create(session("room", "epoch-2")));

    assertThat(read(ID, Seq.ORIGIN, 10)).isEmpty();
    get(store.append(ID, Seq.ORIGIN, events(1, 3)));
    assertThat(read(ID, Seq.ORIGIN, 10)).isEqualTo(events(1, 3));
  }

  @Test
  void a_session_is_untouched_since_its_last_event_or_else_its_creation() {
    get(store.create(session("a")));
    get(store.create(session("b")));
    get(store.append(new SessionId("b"), Seq.ORIGIN, events(1, 5)));

    assertThat(get(store.untouched(START, Optional.empty(), 10))).isEmpty();
    assertThat(get(store.untouched(START.plusMillis(1), Optional.empty(), 10)))
        .containsExactly(new SessionId("a"));
    assertThat(get(store.untouched(START.plusMillis(5), Optional.empty(), 10)))
        .containsExactly(new SessionId("a"));
    assertThat(get(store.untouched(START.plusMillis(6), Optional.empty(), 10)))
        .containsExactly(new SessionId("a"), new SessionId("b"));
  }

  @Test
  void untouched_sessions_come_in_pages_in_which_none_is_missing_or_twice() {
    List<SessionId> all =
        Stream.of("-", "0", "Z", "_", "a", "a-", "aa", "b").map(SessionId::new).toList();
    all.reversed().forEach(id -> get(store.create(session(id.value()))));

    List<SessionId> seen = new ArrayList<>();
    List<SessionId> page = get(store.untouched(START.plusMillis(1), Optional.empty(), 3));
    while (!page.isEmpty()) {
      seen.addAll(page);
      // One that goes meanwhile moves none of the others.
      get(store.delete(page.getFirst()));
      page = get(store.untouched(START.plusMillis(1), Optional.of(page.getLast()), 3));
    }

    assertThat(seen).isEqualTo(all);
  }

  @Test
  void a_session_that_was_touched_meanwhile_is_not_deleted() {
    get(store.create(session("room")));
    get(store.append(ID, Seq.ORIGIN, events(1, 5)));

    assertThat(get(store.deleteUntouched(ID, START.plusMillis(5)))).isFalse();
    assertThat(get(store.load(ID))).contains(after(session("room"), events(1, 5)));

    assertThat(get(store.deleteUntouched(ID, START.plusMillis(6)))).isTrue();
    assertThat(get(store.load(ID))).isEmpty();
    assertThat(read(ID, Seq.ORIGIN, 10)).isEmpty();
    assertThat(get(store.deleteUntouched(ID, START.plusMillis(6)))).isFalse();
    assertThat(get(store.deleteUntouched(UNKNOWN, START.plusMillis(6)))).isFalse();
  }

  @Test
  void a_store_that_serves_says_so() {
    assertThat(store.check()).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void calls_in_a_row_take_effect_in_that_order_without_waiting_for_each_other() {
    CompletionStage<Boolean> created = store.create(session("room"));
    CompletionStage<Appended> first = store.append(ID, Seq.ORIGIN, events(1, 2));
    CompletionStage<Appended> second = store.append(ID, new Seq(2), events(3, 3));
    CompletionStage<Boolean> deleted = store.delete(ID);
    CompletionStage<Appended> third = store.append(ID, new Seq(3), events(4, 4));

    assertThat(get(created)).isTrue();
    assertThat(get(first)).isEqualTo(new Appended.Done());
    assertThat(get(second)).isEqualTo(new Appended.Done());
    assertThat(get(deleted)).isTrue();
    assertThat(get(third)).isEqualTo(new Appended.NoSession());
  }

  @Test
  void of_many_that_append_at_one_number_exactly_one_wins() throws Exception {
    get(store.create(session("room")));
    int writers = 16;
    List<CompletionStage<Appended>> outcomes =
        atOnce(
            writers,
            i -> {
              // Each brings another number of events, so that a mixture could not go unnoticed.
              return store.append(ID, Seq.ORIGIN, events(1, i + 1));
            });

    List<Integer> winners = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      if (get(outcomes.get(i)).equals(new Appended.Done())) {
        winners.add(i);
      }
    }
    assertThat(winners).hasSize(1);
    long end = winners.getFirst() + 1L;
    assertThat(read(ID, Seq.ORIGIN, 100)).isEqualTo(events(1, end));
    for (int i = 0; i < writers; i++) {
      if (i != winners.getFirst()) {
        assertThat(get(outcomes.get(i))).isEqualTo(new Appended.Conflict(new Seq(end)));
      }
    }
  }

  @Test
  void a_failing_neighbour_hurts_nobody() {
    get(store.create(session("room")));
    List<CompletionStage<Appended>> stages =
        List.of(
            store.append(UNKNOWN, Seq.ORIGIN, events(1, 1)),
            store.append(ID, Seq.ORIGIN, events(1, 1)),
            store.append(ID, new Seq(7), events(8, 8)),
            store.append(ID, new Seq(1), events(2, 2)));

    assertThat(stages.stream().map(Logs::get))
        .containsExactly(
            new Appended.NoSession(),
            new Appended.Done(),
            new Appended.Conflict(new Seq(1)),
            new Appended.Done());
  }

  @Test
  void what_was_acknowledged_is_there_after_closing_and_opening() {
    get(store.create(session("room")));
    get(store.append(ID, Seq.ORIGIN, events(1, 12)));
    get(store.saveSnapshot(after(session("room"), events(1, 9))));
    get(store.create(session("gone")));
    get(store.delete(new SessionId("gone")));

    store.close();
    store = openAgain(store);

    assertThat(get(store.load(ID))).contains(after(session("room"), events(1, 12)));
    assertThat(read(ID, Seq.ORIGIN, 100)).isEqualTo(events(1, 12));
    assertThat(get(store.load(new SessionId("gone")))).isEmpty();
    assertThat(get(store.append(ID, new Seq(12), events(13, 13)))).isEqualTo(new Appended.Done());
  }

  @Test
  void closing_finishes_what_was_asked_before() {
    CompletionStage<Boolean> created = store.create(session("room"));
    CompletionStage<Appended> appended = store.append(ID, Seq.ORIGIN, events(1, 3));

    store.close();

    assertThat(get(created)).isTrue();
    assertThat(get(appended)).isEqualTo(new Appended.Done());
    store = openAgain(store);
    assertThat(get(store.load(ID))).contains(after(session("room"), events(1, 3)));
  }

  @Test
  void a_closed_store_refuses_everything_and_can_be_closed_again() {
    store.close();
    store.close();

    Stream.<Function<EventStore, CompletionStage<?>>>of(
            s -> s.create(session("room")),
            s -> s.append(ID, Seq.ORIGIN, events(1, 1)),
            s -> s.load(ID),
            s -> s.read(ID, Seq.ORIGIN, 1),
            s -> s.saveSnapshot(session("room")),
            s -> s.delete(ID),
            s -> s.deleteUntouched(ID, START),
            s -> s.untouched(START, Optional.empty(), 1),
            s -> s.recent(1),
            EventStore::check)
        .forEach(call ->
            assertThatThrownBy(() -> get(call.apply(store)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed"));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void random_calls_come_to_what_a_plain_fold_comes_to(long seed) {
    Random random = new Random(seed);
    if (random.nextBoolean()) {
      openBounded();
    }
    Map<SessionId, Session> expected = new HashMap<>();
    for (int step = 0; step < 200; step++) {
      SessionId id = new SessionId("s" + random.nextInt(4));
      Session known = expected.get(id);
      switch (random.nextInt(10)) {
        case 0 -> {
          Session fresh = session(id.value(), "epoch-" + step);
          assertThat(get(store.create(fresh))).isEqualTo(known == null);
          expected.putIfAbsent(id, fresh);
        }
        case 1 -> {
          if (random.nextInt(4) == 0) {
            assertThat(get(store.delete(id))).isEqualTo(known != null);
            expected.remove(id);
          }
        }
        case 2 -> {
          if (known != null) {
            get(store.saveSnapshot(known));
          }
        }
        case 3 -> {
          store.close();
          store = openAgain(store);
        }
        default -> {
          long at = known == null ? 0 : known.seq().value();
          long from = random.nextInt(5) == 0 ? at + 1 : at;
          List<RecordedEvent> some = events(from + 1, from + 1 + random.nextInt(5));
          Appended outcome = get(store.append(id, new Seq(from), some));
          if (known == null) {
            assertThat(outcome).isEqualTo(new Appended.NoSession());
          } else if (from != at) {
            assertThat(outcome).isEqualTo(new Appended.Conflict(new Seq(at)));
          } else {
            assertThat(outcome).isEqualTo(new Appended.Done());
            expected.put(id, after(known, some));
          }
        }
      }
      assertThat(get(store.load(id)).orElse(null)).isEqualTo(expected.get(id));
      Seq from = compacted(id);
      long end = expected.containsKey(id) ? expected.get(id).seq().value() : 0;
      assertThat(read(id, from, 1000)).isEqualTo(events(from.value() + 1, end));
    }
  }

  private void openBounded() {
    store.close();
    store = open(BOUND);
  }

  /** Appends events, and keeps the state every so often, as a running session does. */
  private Session appendWithStates(SessionId id, Session from, int count) {
    Session state = from;
    for (int i = 0; i < count; i += BETWEEN_STATES) {
      long last = state.seq().value();
      List<RecordedEvent> next = events(last + 1, last + BETWEEN_STATES);
      assertThat(get(store.append(id, state.seq(), next))).isEqualTo(new Appended.Done());
      state = after(state, next);
      get(store.saveSnapshot(state));
    }
    return state;
  }

  /** The last event that is gone; the origin where none is. */
  private Seq compacted(SessionId id) {
    return switch (get(store.read(id, Seq.ORIGIN, 1))) {
      case Read.Events _ -> Seq.ORIGIN;
      case Read.Compacted(Seq upTo) -> upTo;
    };
  }

  /** Events of which none is gone. */
  private List<RecordedEvent> read(SessionId id, Seq after, int limit) {
    return Logs.events(get(store.read(id, after, limit)));
  }

  private static <R> List<R> atOnce(int count, Function<Integer, R> call) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<R> results = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    Map<Integer, R> byNumber = new ConcurrentHashMap<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                byNumber.put(number, call.apply(number));
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < count; i++) {
      results.add(byNumber.get(i));
    }
    return results;
  }
}
