package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.appendEach;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.SnapshotCodec;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.EventStore.Read;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How events go: a slice at a time, and whatever comes in between. */
final class RetentionTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final SessionId OTHER = new SessionId("other");
  private static final LogBound BOUND = new LogBound(40);
  private static final int SLICES = 6;

  /** So many that they do not go in one slice. */
  private static final int MANY = SLICES * PurgeWriter.SLICE;

  private static final String EVENTS = "SELECT count(*) FROM event WHERE session = 'room'";

  @TempDir private Path dataDir;

  private SqliteEventStore store;

  @BeforeEach
  void open() {
    store = Opening.of(dataDir, Durability.OS, BOUND);
    get(store.create(session("room")));
    get(store.create(session("other")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_long_session_goes_in_transactions_of_which_each_is_short() throws Exception {
    appendEach(store, ROOM, 1, MANY);
    mergeAll();
    Damage.aRowEach(dataDir);
    CountDownLatch disk = new CountDownLatch(1);
    store.write(_ -> await(disk));
    CompletionStage<Boolean> deleted = store.delete(ROOM);
    CompletionStage<Appended> append = store.append(OTHER, Seq.ORIGIN, events(1, 1));
    CompletionStage<Boolean> slice = store.write(LogWriter::purgeSlice);
    long before = store.commits();
    disk.countDown();

    // They were in one transaction with it, of which it took no more than one slice.
    assertThat(get(deleted)).isTrue();
    assertThat(get(append)).isEqualTo(new Appended.Done());
    assertThat(get(slice)).isTrue();
    purgeAll();
    assertThat(Damage.ask(dataDir, EVENTS)).isZero();
    // Those of the store itself and those of this test may come in pairs.
    assertThat(store.commits() - before).isGreaterThanOrEqualTo(SLICES / 2);
  }

  @Test
  void what_a_process_did_not_come_to_goes_after_the_next_start() throws Exception {
    appendEach(store, ROOM, 1, MANY);
    asIfKilledAfterOneSliceOf(log -> log.delete("room"));
    assertThat(Damage.ask(dataDir, EVENTS)).isEqualTo(MANY - PurgeWriter.SLICE);

    reopen();

    assertThat(get(store.load(ROOM))).isEmpty();
    assertThat(get(store.read(ROOM, Seq.ORIGIN, 10))).isEqualTo(new Read.Events(List.of()));
    purgeAll();
    assertThat(Damage.ask(dataDir, EVENTS)).isZero();
    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM purge")).isZero();
  }

  @Test
  void a_log_whose_compaction_was_cut_short_begins_where_it_would_have() throws Exception {
    Session candidate = after(session("room"), events(1, MANY));
    Session newest = after(candidate, events(MANY + 1, MANY + 20));
    appendEach(store, ROOM, 1, MANY + 20);
    get(store.saveSnapshot(candidate));
    asIfKilledAfterOneSliceOf(log -> log.saveSnapshot("room", "epoch-1", MANY + 20, text(newest)));
    assertThat(Damage.ask(dataDir, EVENTS)).isEqualTo(MANY + 20 - PurgeWriter.SLICE);

    reopen();

    assertThat(get(store.load(ROOM))).contains(newest);
    assertThat(get(store.read(ROOM, new Seq(MANY - 1), 10)))
        .isEqualTo(new Read.Compacted(new Seq(MANY)));
    assertThat(events(get(store.read(ROOM, new Seq(MANY), 100))))
        .isEqualTo(events(MANY + 1, MANY + 20));
    purgeAll();
    assertThat(Damage.ask(dataDir, EVENTS)).isEqualTo(20);
  }

  @Test
  void a_session_that_takes_a_name_while_its_events_go_does_not_get_them() throws Exception {
    appendEach(store, ROOM, 1, MANY);
    asIfKilledAfterOneSliceOf(log -> log.delete("room") && log.create("room", "e", 0, "{}"));

    assertThat(Damage.ask(dataDir, EVENTS)).isZero();
  }

  @Test
  void a_compacted_log_has_a_second_state_to_be_replayed_from() throws Exception {
    Session state = fill(200);
    assertThat(Damage.ask(dataDir, "SELECT min(seq) FROM snapshot WHERE session = 'room'"))
        .isPositive();

    Damage.run(
        dataDir,
        "UPDATE snapshot SET state = 'torn' WHERE session = 'room'"
            + " AND seq > (SELECT min(seq) FROM snapshot WHERE session = 'room')");

    assertThat(get(store.load(ROOM))).contains(state);
  }

  @Test
  void a_state_that_cannot_be_read_never_becomes_the_oldest() throws Exception {
    Session state = fill(20);
    Damage.run(dataDir, "UPDATE snapshot SET state = 'torn' WHERE session = 'room' AND seq = 5");

    // Otherwise it would be so at 25.
    state = fill(state, 15);

    assertThat(Damage.ask(dataDir, "SELECT min(seq) FROM snapshot WHERE session = 'room'"))
        .isZero();
    assertThat(events(get(store.read(ROOM, Seq.ORIGIN, 100)))).isEqualTo(events(1, 35));
    // The next one that can be read does.
    state = fill(state, 5);
    assertThat(get(store.read(ROOM, Seq.ORIGIN, 100))).isEqualTo(new Read.Compacted(new Seq(20)));
    assertThat(get(store.load(ROOM))).contains(state);
  }

  @Test
  void the_space_of_what_is_gone_is_used_again() throws Exception {
    long most = 0;
    for (int i = 0; i < 5; i++) {
      SessionId id = new SessionId("s" + i);
      get(store.create(session(id.value())));
      get(store.append(id, Seq.ORIGIN, events(1, MANY)));
      get(store.delete(id));
      purgeAll();
      reopen();
      long size = Files.size(dataDir.resolve("trivector.db"));
      if (i == 0) {
        most = size;
      }
      assertThat(size).isLessThanOrEqualTo(most);
    }
  }

  @Test
  void a_session_that_took_long_to_open_does_so_once() throws Exception {
    int enough = SqliteEventStore.MAX_REPLAYED;
    get(store.append(OTHER, Seq.ORIGIN, events(1, enough - 1)));
    get(store.load(OTHER));
    assertThat(statesOfOther()).isEqualTo(1);

    get(store.append(OTHER, new Seq(enough - 1), events(enough, enough)));
    get(store.load(OTHER));

    assertThat(statesOfOther()).isEqualTo(2);
    assertThat(get(store.load(OTHER))).contains(after(session("other"), events(1, enough)));
  }

  @Test
  void a_file_of_the_first_version_is_brought_to_this_one() throws Exception {
    Session state = after(session("room"), events(1, 30));
    get(store.append(ROOM, Seq.ORIGIN, events(1, 30)));
    store.close();
    Damage.run(
        dataDir,
        "DROP VIEW recorded; DROP INDEX event_of_session; DROP TABLE journal;"
            + "DROP TABLE purge; ALTER TABLE session DROP COLUMN compacted; PRAGMA user_version = 1");

    store = Opening.of(dataDir, Durability.OS, BOUND);

    assertThat(get(store.load(ROOM))).contains(state);
    fill(state, 70);
    assertThat(get(store.read(ROOM, Seq.ORIGIN, 10))).isInstanceOf(Read.Compacted.class);
  }

  @Test
  void a_file_that_is_ordered_by_session_is_brought_to_this_one() throws Exception {
    Session state = after(session("room"), events(1, 30));
    get(store.append(OTHER, Seq.ORIGIN, events(1, 3)));
    get(store.append(ROOM, Seq.ORIGIN, events(1, 30)));
    store.close();
    Damage.aRowEach(dataDir);
    // As it was killed while it merged: of the last that is merged, it had yet to delete the other.
    Damage.run(
        dataDir,
        """
        DROP VIEW recorded;
        ALTER TABLE event RENAME TO newer;
        CREATE TABLE event (
          session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
          PRIMARY KEY (session, seq)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO event
          SELECT session, seq, at, body FROM newer WHERE session = 'other' OR seq <= 20;
        INSERT INTO journal (session, seq, at, body)
          SELECT session, seq, at, body FROM newer WHERE session = 'room' AND seq >= 20;
        UPDATE session SET seq = 20, written_at = 0 WHERE id = 'room';
        DROP TABLE newer;
        CREATE VIEW recorded AS SELECT session FROM event;
        PRAGMA user_version = 4
        """);

    store = Opening.of(dataDir, Durability.OS, BOUND);

    assertThat(get(store.load(ROOM))).contains(state);
    assertThat(events(get(store.read(ROOM, Seq.ORIGIN, 100)))).isEqualTo(events(1, 30));
    assertThat(get(store.load(OTHER))).contains(after(session("other"), events(1, 3)));
    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM recorded")).isEqualTo(33);
    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM journal")).isZero();
    assertThat(Damage.ask(dataDir, "SELECT written_at FROM session WHERE id = 'room'"))
        .isEqualTo(events(30, 30).getFirst().at().toEpochMilli());
    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM pragma_integrity_check")).isEqualTo(1);
    get(store.append(ROOM, new Seq(30), events(31, 31)));
    assertThat(get(store.load(ROOM))).contains(after(state, events(31, 31)));
  }

  private Session fill(int count) {
    return fill(session("room"), count);
  }

  private Session fill(Session from, int count) {
    Session state = from;
    for (int i = 0; i < count; i += 5) {
      long last = state.seq().value();
      get(store.append(ROOM, state.seq(), events(last + 1, last + 5)));
      state = after(state, events(last + 1, last + 5));
      get(store.saveSnapshot(state));
    }
    return state;
  }

  private static String text(Session state) {
    return SnapshotCodec.write(state);
  }

  /** A state is kept after the load is answered, but before what is asked for then. */
  private long statesOfOther() throws Exception {
    get(store.check());
    return Damage.ask(dataDir, "SELECT count(*) FROM snapshot WHERE session = 'other'");
  }

  private void mergeAll() {
    get(
        store.write(log -> {
          while (!log.isMerged()) {
            log.mergeSlice();
          }
          return true;
        }));
  }

  /** As the store does itself; what it comes to first, this does not find any more. */
  private void purgeAll() {
    while (get(store.write(LogWriter::purgeSlice))) {}
  }

  /** Leaves the file as a process does that ends before the second slice. */
  private void asIfKilledAfterOneSliceOf(GroupCommit.Change<Boolean> change) throws Exception {
    store.close();
    Damage.aRowEach(dataDir);
    try (LogWriter log =
        LogWriter.open(
            new Database(dataDir.resolve("trivector.db"), Durability.OS), BOUND, new HashSet<>())) {
      log.begin();
      assertThat(change.apply(log)).isTrue();
      log.commit();
      log.begin();
      log.purgeSlice();
      log.commit();
    }
  }

  private void reopen() {
    store.close();
    store = Opening.of(dataDir, Durability.OS, BOUND);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
