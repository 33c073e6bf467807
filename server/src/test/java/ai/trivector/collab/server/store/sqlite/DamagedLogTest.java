package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.appendEach;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session survives, and what it says when it does not. */
final class DamagedLogTest {

  private static final SessionId ROOM = new SessionId("room");

  @TempDir private Path dataDir;

  private SqliteEventStore store;

  @BeforeEach
  void open() throws Exception {
    store = Opening.of(dataDir, Durability.FSYNC);
    get(store.create(session("room")));
    appendEach(store, ROOM, 1, 40);
    get(store.saveSnapshot(after(session("room"), events(1, 30))));
    get(store.create(session("other")));
    Damage.aRowEach(dataDir);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_snapshot_is_what_a_load_starts_from() throws Exception {
    // Were it not, the missing event would be missed.
    Damage.run(dataDir, "DELETE FROM event WHERE session = 'room' AND seq = 7");

    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 40)));
  }

  @Test
  void a_newer_snapshot_replaces_an_older_one_and_never_the_first_state() throws Exception {
    get(store.saveSnapshot(after(session("room"), events(1, 35))));
    get(store.saveSnapshot(after(session("room"), events(1, 33))));
    get(store.saveSnapshot(after(session("room", "another"), events(1, 36))));
    get(store.saveSnapshot(after(session("room"), events(1, 41))));

    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM snapshot WHERE session = 'room'"))
        .isEqualTo(2);
    assertThat(Damage.ask(dataDir, "SELECT sum(seq) FROM snapshot WHERE session = 'room'"))
        .isEqualTo(35);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state = '{\"torn'",
        "state = '{}'",
        "state = replace(state, '\"room\"', '\"another\"')",
        "state = replace(state, 'epoch-1', 'epoch-2')",
        "state = replace(state, '\"seq\":30', '\"seq\":39')",
        "seq = 41, state = replace(state, '\"seq\":30', '\"seq\":41')",
      })
  void a_snapshot_that_is_not_to_be_trusted_is_replaced_by_the_whole_log(String damage)
      throws Exception {
    Damage.run(
        dataDir, "UPDATE snapshot SET %s WHERE session = 'room' AND seq = 30".formatted(damage));

    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 40)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM event WHERE session = 'room' AND seq = 37  | event 37 is missing",
        "DELETE FROM event WHERE session = 'room' AND seq > 37  | its log ends at 37 instead of 40",
        "UPDATE event SET body = '{\"ty' WHERE seq = 37         | event 37: the stored text",
        "UPDATE event SET body = '{\"type\":\"x\"}' WHERE seq = 37 | event 37: the stored event",
        "DELETE FROM snapshot WHERE session = 'room'            | it has no state",
        "DELETE FROM session WHERE id = 'room'                  | its row is missing",
      })
  void a_session_that_cannot_be_replayed_says_which_and_why(String damage, String why)
      throws Exception {
    Damage.run(dataDir, damage);

    assertThatThrownBy(() -> get(store.load(ROOM)))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("session room cannot be read: " + why);
    assertThat(get(store.load(new SessionId("other")))).contains(session("other"));
    assertThat(get(store.recent(10)))
        .extracting(Session::id)
        .containsExactly(new SessionId("other"));
  }

  @Test
  void reading_across_a_hole_fails_instead_of_skipping_it() throws Exception {
    Damage.run(dataDir, "DELETE FROM event WHERE session = 'room' AND seq = 7");

    assertThatThrownBy(() -> get(store.read(ROOM, new Seq(6), 10)))
        .isInstanceOf(StoreException.class)
        .hasMessage("session room cannot be read: event 7 is missing");
    assertThat(events(get(store.read(ROOM, new Seq(7), 3)))).isEqualTo(events(8, 10));
  }

  @Test
  void a_read_that_failed_leaves_no_reader_in_the_past() throws Exception {
    Damage.run(dataDir, "DELETE FROM event WHERE session = 'room' AND seq = 37");
    for (int i = 0; i < 2 * ReaderPool.THREADS; i++) {
      assertThatThrownBy(() -> get(store.load(ROOM))).isInstanceOf(StoreException.class);
    }

    get(store.append(new SessionId("other"), Seq.ORIGIN, events(1, 1)));

    for (int i = 0; i < 2 * ReaderPool.THREADS; i++) {
      assertThat(get(store.load(new SessionId("other"))))
          .contains(after(session("other"), events(1, 1)));
    }
  }

  @Test
  void a_page_that_is_gone_concerns_its_session_and_the_readiness_until_somebody_helps()
      throws Exception {
    get(store.append(ROOM, new Seq(40), events(41, 497)));
    store.close();
    loseTheLastPageOfEvents();
    store = Opening.of(dataDir, Durability.FSYNC);
    SessionId other = new SessionId("other");

    // It is durable where it is; that it cannot be merged is found when that is tried.
    assertThat(get(store.append(ROOM, new Seq(497), events(498, 499))))
        .isEqualTo(new Appended.Done());
    CompletionStage<Boolean> merged =
        store.write(log -> {
          log.mergeSlice();
          return true;
        });
    assertThatThrownBy(() -> get(merged)).isInstanceOf(StoreException.class);
    for (int i = 1; i <= 3; i++) {
      assertThat(get(store.append(other, new Seq(i - 1), events(i, i))))
          .isEqualTo(new Appended.Done());
      assertThatThrownBy(() -> get(store.check()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("stop the server, then restore a backup with 'restore FILE'")
          .hasMessageContaining("recover")
          .hasMessageNotContaining("\n");
    }
    assertThatThrownBy(() -> get(store.load(ROOM)))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("session room cannot be read: ")
        .hasMessageContaining("recover");
    assertThat(get(store.load(other))).contains(after(session("other"), events(1, 3)));
  }

  /** The page with the events that were merged last. */
  private void loseTheLastPageOfEvents() throws Exception {
    Damage.losePage(
        dataDir,
        """
        SELECT pageno FROM dbstat WHERE name = 'event' AND pagetype = 'leaf'
        ORDER BY path DESC LIMIT 1
        """);
  }
}
