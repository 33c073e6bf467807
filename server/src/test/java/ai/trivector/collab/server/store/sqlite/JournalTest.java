package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.START;
import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.appendEach;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an event is, in the journal or merged, makes no difference to anybody. */
final class JournalTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final LogBound BOUND = new LogBound(10);
  private static final int STEPS = 400;

  @TempDir private Path dataDir;

  private SqliteEventStore store;

  @BeforeEach
  void open() {
    store = Opening.of(dataDir, Durability.OS, BOUND);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void what_is_appended_is_in_the_journal_and_merged_once_nobody_writes() throws Exception {
    get(store.create(session("room")));
    get(store.append(ROOM, Seq.ORIGIN, events(1, 7)));
    assertThat(rows("journal")).isEqualTo(1);
    assertThat(rows("event")).isZero();

    awaitMerged();

    assertThat(rows("event")).isEqualTo(1);
    assertThat(rows("recorded")).isEqualTo(7);
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 7)));
  }

  @Test
  void a_reading_goes_from_the_one_into_the_other() throws Exception {
    get(store.create(session("room")));
    get(store.append(ROOM, Seq.ORIGIN, events(1, 7)));
    awaitMerged();
    get(store.append(ROOM, new Seq(7), events(8, 12)));
    assertThat(rows("journal")).isEqualTo(1);

    for (int from = 0; from <= 12; from++) {
      for (int limit = 1; limit <= 13; limit++) {
        assertThat(events(get(store.read(ROOM, new Seq(from), limit))))
            .isEqualTo(events(from + 1, Math.min(12, from + limit)));
      }
    }
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 12)));
  }

  @Test
  void many_sessions_are_merged_slice_by_slice_while_they_go_on() throws Exception {
    int sessions = 91;
    assertThat(sessions).isGreaterThan(3 * Journal.SLICE_SESSIONS);
    for (int i = 0; i < sessions; i++) {
      get(store.create(session("s" + i)));
      get(store.append(new SessionId("s" + i), Seq.ORIGIN, events(1, 3)));
    }

    // Once it has begun, it goes on in the time that is left between the writes.
    mergeSlice();
    for (int i = 0; i < sessions; i += 10) {
      get(store.append(new SessionId("s" + i), new Seq(3), events(4, 4)));
    }
    get(store.append(new SessionId("s0"), new Seq(4), events(5, 6)));
    awaitMerged();

    for (int i = 0; i < sessions; i++) {
      int last = i == 0 ? 6 : i % 10 == 0 ? 4 : 3;
      assertThat(get(store.load(new SessionId("s" + i))))
          .contains(after(session("s" + i), events(1, last)));
    }
    assertThat(rows("recorded")).isEqualTo(3L * sessions + 10 + 2);
  }

  @Test
  void of_a_session_with_much_to_merge_a_part_is_merged_at_a_time() throws Exception {
    int many = 5 * Journal.SLICE_ROWS + 44;
    get(store.create(session("room")));
    appendEach(store, ROOM, 1, many);

    mergeSlice();
    long first = lastMerged();
    assertThat(first).isBetween((long) Journal.SLICE_ROWS, many - 1L);
    for (long merged = first; merged < many; merged = lastMerged()) {
      assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, many)));
      assertThat(events(get(store.read(ROOM, new Seq(merged - 1), 3))))
          .isEqualTo(events(merged, Math.min(many, merged + 2)));
      mergeSlice();
    }
    get(store.append(ROOM, new Seq(many), events(many + 1L, many + 1L)));
    awaitMerged();

    assertThat(lastMerged()).isEqualTo(many + 1);
    assertThat(rows("recorded")).isEqualTo(many + 1);
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, many + 1L)));
  }

  @Test
  void a_merge_that_finds_no_room_concerns_nobody() throws Exception {
    get(store.create(session("room")));
    get(store.append(ROOM, Seq.ORIGIN, events(1, 100)));
    store.database().limitPages(Damage.ask(dataDir, "PRAGMA page_count"));
    fail();

    assertThatThrownBy(this::mergeSlice).hasMessageContaining("full");
    // One more finds room in the last page of the journal.
    assertThat(get(store.append(ROOM, new Seq(100), events(101, 101))))
        .isEqualTo(new Appended.Done());
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 101)));

    store.database().limitPages(Database.MAX_PAGES);
    fail();
    get(store.check());
    awaitMerged();
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 101)));
  }

  @Test
  void what_is_more_than_its_bound_is_refused_and_nothing_of_it_is_there() {
    get(store.create(session("room")));

    assertThatThrownBy(() -> get(store.append(ROOM, Seq.ORIGIN, events(1, Journal.MAX_ROWS + 1L))))
        .hasMessageContaining("is merged");

    assertThat(get(store.load(ROOM))).contains(session("room"));
    assertThat(get(store.append(ROOM, Seq.ORIGIN, events(1, 3)))).isEqualTo(new Appended.Done());
  }

  @Test
  void what_is_merged_of_a_session_at_a_time_is_a_row_or_a_few() throws Exception {
    SessionId other = new SessionId("other");
    get(store.create(session("room")));
    get(store.create(session("other")));
    appendEach(store, ROOM, 1, 3 * Journal.MAX_JOINED + 1);
    for (int seq = 1; seq < 100; seq += 9) {
      get(store.append(other, new Seq(seq - 1), events(seq, seq + 8)));
    }
    awaitMerged();

    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM event WHERE session = 'room'"))
        .isEqualTo(4);
    // As many as fit into a page, and no more.
    String longest = "SELECT max(length(body)) FROM event WHERE session = 'other'";
    assertThat(Damage.ask(dataDir, longest)).isBetween(3000L, (long) Journal.MAX_MERGED);
    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM dbstat WHERE pagetype = 'overflow'"))
        .isZero();
    assertThat(events(get(store.read(ROOM, new Seq(4), 3)))).isEqualTo(events(5, 7));
    assertThat(get(store.load(other))).contains(after(session("other"), events(1, 99)));
  }

  @Test
  void a_row_of_the_journal_that_is_missing_gives_nobody_another_number() throws Exception {
    get(store.create(session("room")));
    appendEach(store, ROOM, 1, 9);
    Damage.run(dataDir, "DELETE FROM journal WHERE seq = 4");

    assertThatThrownBy(this::mergeSlice).isInstanceOf(StoreException.class);
    get(store.check());
    awaitMerged();

    assertThatThrownBy(() -> get(store.load(ROOM))).hasMessageContaining("event 4 is missing");
    assertThat(events(get(store.read(ROOM, new Seq(4), 100)))).isEqualTo(events(5, 9));
  }

  /** As fast as a server can be asked to, by more sessions than are merged at a time. */
  @Test
  void it_is_merged_as_fast_as_it_is_appended_to() throws Exception {
    int sessions = 20 * Journal.SLICE_SESSIONS;
    int each = 64;
    for (int i = 0; i < sessions; i++) {
      get(store.create(session("s" + i)));
    }

    long most = 0;
    for (int round = 0; round < 12; round++) {
      List<CompletionStage<Appended>> appended = new ArrayList<>();
      for (int i = 0; i < sessions; i++) {
        long from = (long) round * each;
        appended.add(
            store.append(new SessionId("s" + i), new Seq(from), events(from + 1, from + each)));
      }
      appended.forEach(stage -> assertThat(get(stage)).isEqualTo(new Appended.Done()));
      most = Math.max(most, rows("journal"));
    }

    assertThat(most).isBetween((long) Journal.MERGE_AT, 3L * Journal.MERGE_AT);
    awaitMerged();
    assertThat(rows("recorded")).isEqualTo(12L * sessions * each);
  }

  /** The log behaves as one that has no journal, whatever is done to it in whatever order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void it_is_the_log_that_the_contract_tells_of(long seed) throws Exception {
    Random random = new Random(seed);
    EventStore model = new InMemoryEventStore(Runnable::run, BOUND);
    for (int step = 0; step < STEPS; step++) {
      String name = "s" + random.nextInt(6);
      SessionId id = new SessionId(name);
      switch (random.nextInt(16)) {
        case 0 ->
            assertThat(get(store.create(session(name))))
                .isEqualTo(get(model.create(session(name))));
        case 1, 2, 3, 4, 5, 6 -> {
          long seq = get(model.load(id)).map(Session::seq).orElse(Seq.ORIGIN).value();
          var some = events(seq + 1, seq + 1 + random.nextInt(4));
          Seq expected = new Seq(seq);
          assertThat(get(store.append(id, expected, some)))
              .isEqualTo(get(model.append(id, expected, some)));
        }
        case 7 -> {
          Seq stale = new Seq(3);
          if (!get(model.load(id)).map(Session::seq).equals(Optional.of(stale))) {
            assertThat(get(store.append(id, stale, events(4, 4))))
                .isEqualTo(get(model.append(id, stale, events(4, 4))));
          }
        }
        case 8 -> {
          for (Session state : get(model.load(id)).stream().toList()) {
            get(store.saveSnapshot(state));
            get(model.saveSnapshot(state));
          }
        }
        case 9 -> {
          if (random.nextInt(4) == 0) {
            assertThat(get(store.delete(id))).isEqualTo(get(model.delete(id)));
          }
        }
        case 10 -> {
          Instant before = START.plusMillis(random.nextInt(20));
          assertThat(get(store.deleteUntouched(id, before)))
              .isEqualTo(get(model.deleteUntouched(id, before)));
        }
        case 11, 12 -> mergeSlice();
        case 13 -> {
          if (random.nextInt(8) == 0) {
            store.close();
            open();
          }
        }
        case 14 -> {
          if (random.nextInt(8) == 0) {
            fail();
          }
        }
        default -> {}
      }
      assertThat(get(store.load(id))).isEqualTo(get(model.load(id)));
      Seq from = new Seq(random.nextInt(30));
      int limit = 1 + random.nextInt(12);
      assertThat(get(store.read(id, from, limit))).isEqualTo(get(model.read(id, from, limit)));
      Instant before = START.plusMillis(random.nextInt(60));
      assertThat(get(store.untouched(before, Optional.empty(), 10)))
          .isEqualTo(get(model.untouched(before, Optional.empty(), 10)));
      assertThat(get(store.recent(10))).containsExactlyInAnyOrderElementsOf(get(model.recent(10)));
    }
  }

  @Test
  void what_a_killed_process_leaves_in_it_is_there_for_the_next_one(@TempDir Path copy)
      throws Exception {
    get(store.create(session("room")));
    get(store.append(ROOM, Seq.ORIGIN, events(1, 7)));
    mergeSlice();
    get(store.append(ROOM, new Seq(7), events(8, 12)));
    for (String file : List.of("trivector.db", "trivector.db-wal")) {
      Files.copy(dataDir.resolve(file), copy.resolve(file));
    }

    assertThat(Inspection.of(copy)).isEqualTo(new Inspection(1, 12, List.of()));
    try (SqliteEventStore next = Opening.of(copy, Durability.FSYNC)) {
      assertThat(get(next.load(ROOM))).contains(after(session("room"), events(1, 12)));
      assertThat(get(next.append(ROOM, new Seq(12), events(13, 13))))
          .isEqualTo(new Appended.Done());
    }
    assertThat(Inspection.of(copy)).isEqualTo(new Inspection(1, 13, List.of()));
    assertThat(Damage.ask(copy, "SELECT count(*) FROM journal")).isZero();
    assertThat(Damage.ask(copy, "SELECT count(*) FROM recorded")).isEqualTo(13);
  }

  @Test
  void who_reads_while_it_is_merged_misses_nothing() throws Exception {
    get(store.create(session("room")));
    AtomicBoolean over = new AtomicBoolean();
    Thread merger =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                mergeSlice();
              }
            });
    List<Session> loaded = new ArrayList<>();
    for (int seq = 1; seq <= 300; seq++) {
      get(store.append(ROOM, new Seq(seq - 1), events(seq, seq)));
      loaded.add(get(store.load(ROOM)).orElseThrow());
    }
    over.set(true);
    merger.join();

    for (int seq = 1; seq <= 300; seq++) {
      assertThat(loaded.get(seq - 1).seq()).isEqualTo(new Seq(seq));
    }
  }

  private void mergeSlice() {
    get(
        store.write(log -> {
          if (!log.isMerged()) {
            log.mergeSlice();
          }
          return true;
        }));
  }

  /** After any failure the writer takes a new connection, which reads the journal anew. */
  private void fail() {
    CompletionStage<Boolean> failing =
        store.write(_ -> {
          throw new SQLException("a new connection, please");
        });
    get(failing.handle((_, failure) -> assertThat(failure).isNotNull()));
  }

  private void awaitMerged() throws Exception {
    Instant deadline = Instant.now().plusSeconds(10);
    while (rows("journal") > 0) {
      assertThat(Instant.now()).isBefore(deadline);
    }
  }

  private long lastMerged() throws SQLException {
    return Damage.ask(dataDir, "SELECT coalesce(max(seq), 0) FROM event");
  }

  private long rows(String table) throws SQLException {
    return Damage.ask(dataDir, "SELECT count(*) FROM " + table);
  }
}
