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
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite's own bound on the file stands for the disk: it fails in the same place. */
final class FullDiskTest {

  private static final SessionId ROOM = new SessionId("room");

  /** More than the pages that the file happens to have left. */
  private static final int MANY = 500;

  @TempDir private Path dataDir;

  private SqliteEventStore store;

  @BeforeEach
  void open() {
    store = Opening.of(dataDir, Durability.FSYNC);
    get(store.create(session("room")));
    get(store.append(ROOM, Seq.ORIGIN, events(1, 5)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everything_in_the_transaction_fails_and_nothing_of_it_is_there() {
    get(store.create(session("other")));
    setPages(1);

    CompletionStage<Boolean> both =
        store.write(log -> {
          // One transaction, of which the first part alone would have found room.
          log.append("other", 0, List.of(new EventRun(new Seq(1), Instant.EPOCH, "{}")));
          return log.append("room", 5, rows(6, 5 + MANY)).equals(new Appended.Done());
        });

    assertThatThrownBy(() -> get(both))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("could not be written")
        .hasMessageContaining("full");
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 5)));
    assertThat(get(store.load(new SessionId("other")))).contains(session("other"));
  }

  @Test
  void reading_goes_on_and_the_check_fails() {
    setPages(1);

    assertThatThrownBy(() -> get(store.check()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("full");
    assertThat(events(get(store.read(ROOM, Seq.ORIGIN, 10)))).isEqualTo(events(1, 5));
  }

  @Test
  void service_returns_with_the_space_and_without_a_restart() {
    setPages(1);
    assertThatThrownBy(() -> get(store.append(ROOM, new Seq(5), events(6, 5 + MANY))))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> get(store.check())).isInstanceOf(StoreException.class);

    setPages(Database.MAX_PAGES);

    get(store.check());
    assertThat(get(store.append(ROOM, new Seq(5), events(6, 5 + MANY))))
        .isEqualTo(new Appended.Done());
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, 5 + MANY)));
  }

  @Test
  void checking_again_and_again_takes_no_space() {
    // Pages for the newest probe, and as many that it leaves to the next.
    get(store.check());
    get(store.check());
    setPages(1);

    for (int i = 0; i < 20; i++) {
      get(store.check());
    }
  }

  /** SQLite never takes a bound below what the file has already. */
  private void setPages(long pages) {
    store.database().limitPages(pages);
    // After any failure the writer takes a new connection, to which the bound applies.
    CompletionStage<Boolean> failing =
        store.write(_ -> {
          throw new SQLException("a new connection, please");
        });
    assertThatThrownBy(() -> get(failing)).hasMessageContaining("a new connection, please");
  }

  private static List<EventRun> rows(long first, long last) {
    return events(first, last).stream()
        .map(event -> new EventRun(event.seq(), Instant.EPOCH, "x".repeat(200)))
        .toList();
  }
}
