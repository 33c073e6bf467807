package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a log that the operating system had, but the disk may not have, comes to when the system
 * ended: it is read as far as it goes, and nobody takes its numbers for the old ones.
 */
final class RunMarkTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final long END = 20;

  @TempDir private Path dataDir;
  @TempDir private Path afterwards;

  /** The files as they are while a process writes, which is how its end leaves them. */
  @BeforeEach
  void cutOff() throws Exception {
    try (SqliteEventStore store = Opening.of(dataDir, Durability.OS)) {
      get(store.create(session("room")));
      for (long seq = 1; seq <= END; seq++) {
        get(store.append(ROOM, new Seq(seq - 1), events(seq, seq)));
      }
      get(store.saveSnapshot(after(session("room"), events(1, END))));
      copyAll();
    }
  }

  @Test
  void after_a_kill_nothing_is_lost_and_the_epoch_stays() {
    try (SqliteEventStore store = Opening.of(afterwards, Durability.OS)) {
      assertThat(get(store.load(ROOM))).contains(after(session("room"), events(1, END)));
    }
  }

  @Test
  void after_another_boot_the_log_goes_on_from_what_reached_the_disk_in_a_new_epoch()
      throws Exception {
    anotherBoot();
    loseTheTail();

    Session found;
    try (SqliteEventStore store = Opening.of(afterwards, Durability.OS)) {
      found = get(store.load(ROOM)).orElseThrow();
      assertThat(found.seq().value()).isPositive().isLessThan(END);
      assertThat(found.epoch()).isNotEqualTo(session("room").epoch());
      long next = found.seq().value() + 1;
      get(store.append(ROOM, found.seq(), events(next, next)));
    }

    try (SqliteEventStore store = Opening.of(afterwards, Durability.OS)) {
      assertThat(get(store.load(ROOM)).orElseThrow().epoch()).isEqualTo(found.epoch());
    }
  }

  @Test
  void after_another_boot_the_epoch_is_new_also_where_nothing_seems_to_be_lost() throws Exception {
    anotherBoot();

    try (SqliteEventStore store = Opening.of(afterwards, Durability.FSYNC)) {
      Session found = get(store.load(ROOM)).orElseThrow();
      assertThat(found.seq().value()).isEqualTo(END);
      assertThat(found.epoch()).isNotEqualTo(session("room").epoch());
      assertThat(events(get(store.read(ROOM, Seq.ORIGIN, 100)))).isEqualTo(events(1, END));
    }
  }

  @Test
  void without_another_boot_a_lost_tail_is_damage_and_is_refused() throws Exception {
    loseTheTail();

    assertThatThrownBy(() -> Opening.of(afterwards, Durability.OS))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void a_log_that_was_closed_or_is_on_the_disk_anyway_has_no_mark() throws Exception {
    assertThat(mark(dataDir)).doesNotExist();
    Opening.of(dataDir, Durability.FSYNC).close();
    assertThat(mark(dataDir)).doesNotExist();
    try (SqliteEventStore store = Opening.of(dataDir, Durability.FSYNC)) {
      get(store.append(ROOM, new Seq(END), events(END + 1, END + 1)));
      assertThat(mark(dataDir)).doesNotExist();
    }
  }

  private void copyAll() throws IOException {
    try (Stream<Path> files = Files.list(dataDir)) {
      for (Path file : files.toList()) {
        Files.copy(file, afterwards.resolve(file.getFileName()));
      }
    }
  }

  private void anotherBoot() throws IOException {
    Files.writeString(mark(afterwards), "another boot");
  }

  /** The last transactions, but not the first. */
  private void loseTheTail() throws IOException {
    Path log = WriteAheadLog.of(SqliteEventStore.fileIn(afterwards));
    long bytes = Files.size(log);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(bytes - bytes / 3);
    }
  }

  private static Path mark(Path dir) {
    return dir.resolve("trivector.run");
  }
}
