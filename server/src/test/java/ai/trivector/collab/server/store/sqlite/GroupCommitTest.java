package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shares a transaction, and what does not share a fate. */
final class GroupCommitTest {

  private static final SessionId ROOM = new SessionId("room");

  @TempDir private Path dataDir;

  private final CountDownLatch disk = new CountDownLatch(1);
  private SqliteEventStore store;

  @BeforeEach
  void open() {
    store = Opening.of(dataDir, Durability.FSYNC);
    get(store.create(session("room")));
  }

  @AfterEach
  void close() {
    disk.countDown();
    store.close();
  }

  @Test
  void what_gathers_while_a_transaction_is_under_way_becomes_the_next_one() throws Exception {
    int sessions = 100;
    List<CompletionStage<Boolean>> created = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      created.add(store.create(session("s" + i)));
    }
    created.forEach(stage -> assertThat(get(stage)).isTrue());
    stall();
    long before = store.commits();

    List<CompletionStage<Appended>> appended = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      appended.add(store.append(new SessionId("s" + i), Seq.ORIGIN, events(1, 3)));
    }
    disk.countDown();

    appended.forEach(stage -> assertThat(get(stage)).isEqualTo(new Appended.Done()));
    // The one that was under way, and the one that all the others shared.
    assertThat(store.commits() - before).isEqualTo(2);
  }

  @Test
  void a_transaction_takes_no_more_than_its_bound() throws Exception {
    stall();
    long before = store.commits();

    List<CompletionStage<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < GroupCommit.MAX_BATCH + 1; i++) {
      writes.add(store.write(_ -> true));
    }
    disk.countDown();

    writes.forEach(stage -> assertThat(get(stage)).isTrue());
    assertThat(store.commits() - before).isEqualTo(3);
  }

  @Test
  void a_transaction_carries_no_more_events_than_its_bound() throws Exception {
    int appends = 100;
    int each = GroupCommit.MAX_BATCH_EVENTS / 10;
    for (int i = 0; i < appends; i++) {
      get(store.create(session("s" + i)));
    }
    stall();
    long before = store.commits();

    List<CompletionStage<Appended>> appended = new ArrayList<>();
    for (int i = 0; i < appends; i++) {
      appended.add(store.append(new SessionId("s" + i), Seq.ORIGIN, events(1, each)));
    }
    disk.countDown();

    appended.forEach(stage -> assertThat(get(stage)).isEqualTo(new Appended.Done()));
    // The one that was under way, and eleven appends in each of the others.
    assertThat(store.commits() - before).isEqualTo(1 + 10);
  }

  @Test
  void where_the_journal_is_full_appends_are_refused_until_it_is_merged() throws Exception {
    List<EventRun> rows = new ArrayList<>();
    for (int seq = 1; seq <= Journal.MAX_ROWS; seq++) {
      rows.add(new EventRun(new Seq(seq), Instant.EPOCH, "{}"));
    }
    CompletionStage<Appended> filled = store.write(log -> log.append("room", 0, rows));
    assertThat(get(filled)).isEqualTo(new Appended.Done());

    get(store.create(session("other")));
    SessionId other = new SessionId("other");
    CompletionStage<Appended> refused = store.append(other, Seq.ORIGIN, events(1, 1));
    assertThatThrownBy(() -> get(refused)).hasMessageContaining("is merged");
    // What appends nothing goes on, and whoever asks for the server's health is told.
    assertThat(get(store.create(session("another")))).isTrue();
    assertThatThrownBy(() -> get(store.check())).hasMessageContaining("is merged");

    // By itself, though nobody may append, and without a new connection.
    Instant deadline = Instant.now().plusSeconds(20);
    while (get(store.check().handle((_, failure) -> failure != null))) {
      assertThat(Instant.now()).isBefore(deadline);
    }
    assertThat(get(store.append(other, Seq.ORIGIN, events(1, 1)))).isEqualTo(new Appended.Done());
  }

  @Test
  void transactions_do_not_follow_each_other_faster_than_their_pace() {
    long before = store.commits();
    long beganNanos = System.nanoTime();

    // Each waits for the one before, so that none of them shares a transaction.
    for (int i = 0; i < 20; i++) {
      CompletionStage<Boolean> write = store.write(_ -> true);
      assertThat(get(write)).isTrue();
    }

    Duration taken = Duration.ofNanos(System.nanoTime() - beganNanos);
    assertThat(store.commits() - before).isEqualTo(20);
    assertThat(taken).isGreaterThanOrEqualTo(GroupCommit.PACE.multipliedBy(19));
  }

  @Test
  void nobody_learns_of_a_write_before_its_transaction_is_committed() throws Exception {
    stall();
    CompletionStage<Appended> appended = store.append(ROOM, Seq.ORIGIN, events(1, 1));
    CompletionStage<Boolean> known = store.write(_ -> appended.toCompletableFuture().isDone());
    disk.countDown();

    // The second is carried out after the first, in the same transaction.
    assertThat(get(known)).isFalse();
    assertThat(get(appended)).isEqualTo(new Appended.Done());
  }

  @Test
  void a_write_that_fails_fails_alone() throws Exception {
    stall();
    CompletionStage<Appended> first = store.append(ROOM, Seq.ORIGIN, events(1, 1));
    CompletionStage<Boolean> broken =
        store.write(log -> {
          log.append("room", 1, List.of(new EventRun(new Seq(2), Instant.EPOCH, "half done")));
          throw new SQLException("no such luck");
        });
    CompletionStage<Boolean> bug =
        store.write(_ -> {
          throw new IllegalStateException("a bug");
        });
    CompletionStage<Appended> second = store.append(ROOM, new Seq(1), events(2, 2));
    disk.countDown();

    assertThatThrownBy(() -> get(broken))
        .isInstanceOf(StoreException.class)
        .hasMessage("the log could not be written: no such luck");
    assertThatThrownBy(() -> get(bug)).isInstanceOf(StoreException.class);
    assertThat(get(first)).isEqualTo(new Appended.Done());
    assertThat(get(second)).isEqualTo(new Appended.Done());
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 2)));
    assertThat(store.counts().failures().sum()).isEqualTo(2);
  }

  @Test
  void more_than_the_queue_holds_is_refused_and_the_rest_is_done() throws Exception {
    stall();

    List<CompletionStage<Boolean>> held = new ArrayList<>();
    for (int i = 0; i < GroupCommit.MAX_WAITING; i++) {
      held.add(store.write(_ -> true));
    }
    CompletionStage<Appended> tooMany = store.append(ROOM, Seq.ORIGIN, events(1, 1));

    // At once, while the disk still hangs.
    assertThat(tooMany.toCompletableFuture()).isCompletedExceptionally();
    assertThatThrownBy(() -> get(tooMany))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("overloaded");
    disk.countDown();
    held.forEach(stage -> assertThat(get(stage)).isTrue());
    assertThat(get(store.append(ROOM, Seq.ORIGIN, events(1, 1)))).isEqualTo(new Appended.Done());
  }

  @Test
  void a_hanging_disk_does_not_keep_anybody_from_reading() throws Exception {
    get(store.append(ROOM, Seq.ORIGIN, events(1, 4)));
    CountDownLatch written = new CountDownLatch(1);
    CompletionStage<Boolean> hanging =
        store.write(log -> {
          log.append(
              "room", 4, List.of(new EventRun(new Seq(5), Instant.EPOCH, "not yet committed")));
          written.countDown();
          return awaitDisk();
        });
    written.await();

    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 4)));
    assertThat(events(get(store.read(ROOM, Seq.ORIGIN, 10)))).isEqualTo(events(1, 4));

    assertThat(hanging.toCompletableFuture()).isNotDone();
    disk.countDown();
    get(hanging);
  }

  /** Makes the disk hang, as it seems from outside, until {@link #disk} is opened. */
  private void stall() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CompletionStage<Boolean> stalled =
        store.write(_ -> {
          hanging.countDown();
          return awaitDisk();
        });
    hanging.await();
    assertThat(stalled.toCompletableFuture()).isNotDone();
  }

  private boolean awaitDisk() {
    try {
      disk.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
