package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The write-ahead log stays short while it is written to, and while somebody reads. */
final class CheckpointerTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final int PAGE_BYTES = 4096 + 24;
  private static final int AT_A_TIME = 8;

  @TempDir private Path dataDir;

  private SqliteEventStore store;
  private long seq;

  @BeforeEach
  void open() {
    store = Opening.of(dataDir, Durability.FSYNC);
    get(store.create(session("room")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void it_is_copied_while_it_is_written_to_and_begins_again() throws Exception {
    long longest = 0;
    for (int i = 0; i < 1500; i++) {
      append();
      longest = Math.max(longest, pages());
    }

    // More than it is copied at, and less than where whoever writes would have to do it.
    assertThat(longest).isBetween(Checkpointer.WORTH_PAGES, Database.CHECKPOINT_PAGES - 100L);
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, seq)));
  }

  @Test
  void whoever_reads_for_long_keeps_what_they_see_and_only_puts_it_off() throws Exception {
    append();
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file(""));
        Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      assertThat(count(statement)).isEqualTo(AT_A_TIME);
      while (pages() < 3 * Checkpointer.WORTH_PAGES) {
        append();
      }
      assertThat(count(statement)).isEqualTo(AT_A_TIME);
      statement.execute("COMMIT");
      assertThat(count(statement)).isEqualTo(seq);
    }
    for (int i = 0; i < 100; i++) {
      append();
    }
    // What is not begun again would go on growing.
    long longest = pages();
    for (int i = 0; i < 500; i++) {
      append();
    }
    assertThat(pages()).isEqualTo(longest);
    assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, seq)));
  }

  private void append() {
    assertThat(get(store.append(ROOM, new Seq(seq), events(seq + 1, seq + AT_A_TIME))))
        .isEqualTo(new Appended.Done());
    seq += AT_A_TIME;
  }

  private static long count(Statement statement) throws Exception {
    try (var row = statement.executeQuery("SELECT count(*) FROM recorded")) {
      row.next();
      return row.getLong(1);
    }
  }

  private long pages() throws IOException {
    return Files.size(file("-wal")) / PAGE_BYTES;
  }

  private Path file(String suffix) {
    return dataDir.resolve("trivector.db" + suffix);
  }
}
