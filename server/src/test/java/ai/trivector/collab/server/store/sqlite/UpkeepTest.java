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
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is copied, put back, looked through, and saved from damage. */
final class UpkeepTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final SessionId OTHER = new SessionId("other");
  private static final Instant NOW = Instant.parse("2026-11-24T15:04:05.678Z");

  @TempDir private Path dir;

  private final AtomicInteger made = new AtomicInteger();

  private Path dataDir;
  private Path backup;

  @BeforeEach
  void fill() throws Exception {
    dataDir = dir.resolve("data");
    backup = dir.resolve("backup.db");
    try (SqliteEventStore store = open()) {
      get(store.create(session("room")));
      appendEach(store, ROOM, 1, 40);
      get(store.saveSnapshot(after(session("room"), events(1, 30))));
      get(store.create(session("other")));
      appendEach(store, OTHER, 1, 5);
    }
    Damage.aRowEach(dataDir);
  }

  private Epoch epoch() {
    return new Epoch("epoch-of-upkeep-" + made.incrementAndGet());
  }

  private SqliteEventStore open() {
    return Opening.of(dataDir, Durability.OS);
  }

  private Session loaded(SessionId id) {
    try (SqliteEventStore store = open()) {
      return get(store.load(id)).orElseThrow();
    }
  }

  private Session in(String epoch, String id, long end) {
    return after(session(id, epoch), events(1, end));
  }

  // Backup.

  @Test
  void a_backup_of_a_log_that_is_written_to_has_all_that_was_committed_before() throws Exception {
    try (SqliteEventStore store = open()) {
      get(store.append(ROOM, new Seq(40), events(41, 50)));
      Backup.take(dataDir, backup);
      get(store.append(ROOM, new Seq(50), events(51, 60)));
    }
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).containsExactlyInAnyOrder(dataDir, backup);
    }

    Restore.run(dataDir, backup, this::epoch, NOW);

    assertThat(loaded(ROOM).seq()).isEqualTo(new Seq(50));
  }

  @Test
  void a_backup_is_never_written_over_another_file() throws Exception {
    Files.writeString(backup, "mine");

    assertThatThrownBy(() -> Backup.take(dataDir, backup))
        .isInstanceOf(StoreException.class)
        .hasMessage(backup + " is there already: no backup is written over another");
    assertThat(backup).hasContent("mine");
  }

  @Test
  void a_backup_that_cannot_be_made_says_why_and_leaves_nothing() throws Exception {
    assertThatThrownBy(() -> Backup.take(dataDir, dir.resolve("nowhere/backup.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be made")
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> Backup.take(dir.resolve("another"), backup))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("there is no log in");
    assertThat(dir.resolve("another")).doesNotExist();
    assertThat(backup).doesNotExist();
  }

  @Test
  void a_damaged_log_is_not_backed_up_as_if_it_were_a_good_one() throws Exception {
    Path killed = damaged();

    assertThatThrownBy(() -> Backup.take(killed, backup))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged behind frame");
    assertThat(backup).doesNotExist();
  }

  // Restore.

  @Test
  void a_restored_log_is_the_backup_in_a_new_epoch_and_goes_on_from_there() throws Exception {
    Backup.take(dataDir, backup);
    try (SqliteEventStore store = open()) {
      get(store.append(ROOM, new Seq(40), events(41, 60)));
      get(store.delete(OTHER));
    }

    Optional<Path> kept = Restore.run(dataDir, backup, this::epoch, NOW);

    assertThat(kept).contains(dataDir.resolve("trivector.db.replaced-20261124T150405.678Z"));
    try (SqliteEventStore store = open()) {
      assertThat(get(store.load(OTHER))).contains(in("epoch-of-upkeep-1", "other", 5));
      assertThat(get(store.load(ROOM))).contains(in("epoch-of-upkeep-2", "room", 40));
      assertThat(get(store.append(ROOM, new Seq(40), events(41, 42))))
          .isEqualTo(new Appended.Done());
    }
    // From its first state too, which has to be of the new epoch as well.
    Damage.run(dataDir, "DELETE FROM snapshot WHERE seq > 0");
    assertThat(loaded(ROOM)).isEqualTo(in("epoch-of-upkeep-2", "room", 42));
  }

  @Test
  void what_a_restore_replaced_is_whole_beside_it() throws Exception {
    Backup.take(dataDir, backup);
    try (SqliteEventStore store = open()) {
      get(store.append(ROOM, new Seq(40), events(41, 60)));
    }
    Path kept = Restore.run(dataDir, backup, this::epoch, NOW).orElseThrow();
    Files.move(kept, dataDir.resolve("trivector.db"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(loaded(ROOM)).isEqualTo(in("epoch-1", "room", 60));
  }

  @Test
  void a_restore_into_an_empty_directory_replaces_nothing() {
    Backup.take(dataDir, backup);
    dataDir = dir.resolve("new");

    assertThat(Restore.run(dataDir, backup, this::epoch, NOW)).isEmpty();

    assertThat(loaded(ROOM).seq()).isEqualTo(new Seq(40));
  }

  @Test
  void nothing_is_restored_under_a_server_that_runs() {
    Backup.take(dataDir, backup);
    try (SqliteEventStore store = open()) {
      assertThatThrownBy(() -> Restore.run(dataDir, backup, this::epoch, NOW))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another server");
      assertThat(get(store.load(ROOM))).contains(in("epoch-1", "room", 40));
    }
  }

  @Test
  void a_backup_that_is_not_good_is_not_restored_and_nothing_changes() throws Exception {
    Backup.take(dataDir, backup);
    Path notes = Files.writeString(dir.resolve("notes"), "these are my notes ".repeat(500));
    Path cut = Files.copy(backup, dir.resolve("cut.db"));
    KilledServer.cut(cut, Files.size(cut) - 5000);
    Path gap = Files.copy(backup, dir.resolve("gap.db"));
    Damage.change(gap, "DELETE FROM event WHERE session = 'room' AND seq = 7");
    Path alien = dir.resolve("alien.db");
    Damage.change(alien, "CREATE TABLE recipe (text TEXT)");

    assertNotRestored(notes, "is not a database of SQLite");
    assertNotRestored(cut, "was cut short");
    assertNotRestored(gap, "session room: event 7 is missing");
    assertNotRestored(alien, "is a database of something else");
    assertNotRestored(dir.resolve("nowhere.db"), "there is no backup");

    assertThat(loaded(ROOM)).isEqualTo(in("epoch-1", "room", 40));
    try (Stream<Path> files = Files.list(dataDir)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("trivector.db", "trivector.lock");
    }
  }

  private void assertNotRestored(Path from, String why) {
    assertThatThrownBy(() -> Restore.run(dataDir, from, this::epoch, NOW))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  @Test
  void a_restore_that_was_interrupted_is_finished_by_the_next_start() throws Exception {
    Backup.take(dataDir, backup);
    try (SqliteEventStore store = open()) {
      get(store.append(ROOM, new Seq(40), events(41, 60)));
    }
    // As a process leaves it that ends between the two renames.
    Files.move(dataDir.resolve("trivector.db"), dataDir.resolve("trivector.db.replaced-then"));
    Files.copy(backup, dataDir.resolve("trivector.db.ready"));

    assertThat(Inspection.of(dataDir).findings().getFirst()).contains("was interrupted");
    assertThat(loaded(ROOM).seq()).isEqualTo(new Seq(40));
    assertThat(dataDir.resolve("trivector.db.ready")).doesNotExist();
  }

  // Check.

  @Test
  void a_good_log_is_good_and_is_left_as_it_was_also_while_it_is_written_to() throws Exception {
    byte[] before = Files.readAllBytes(dataDir.resolve("trivector.db"));
    assertThat(Inspection.of(dataDir)).isEqualTo(new Inspection(2, 45, List.of()));
    assertThat(dataDir.resolve("trivector.db")).hasBinaryContent(before);

    try (SqliteEventStore store = open()) {
      get(store.append(ROOM, new Seq(40), events(41, 50)));
      assertThat(Inspection.of(dataDir)).isEqualTo(new Inspection(2, 55, List.of()));
    }
  }

  @Test
  void what_is_wrong_is_found_session_by_session() throws Exception {
    Damage.run(dataDir, "DELETE FROM event WHERE session = 'other' AND seq = 5");
    Damage.run(dataDir, "UPDATE event SET body = '{\"ty' WHERE session = 'room' AND seq = 3");
    Damage.run(dataDir, "UPDATE snapshot SET state = replace(state, '0.6', '0.7') WHERE seq = 30");

    assertThat(Inspection.of(dataDir).findings())
        .satisfiesExactly(
            other -> assertThat(other).isEqualTo("session other: its log ends at 4 instead of 5"),
            room ->
                assertThat(room)
                    .startsWith("session room: event 3: the stored text")
                    .contains("event 3 is missing"));
  }

  @Test
  void a_state_that_its_log_does_not_come_to_is_found() throws Exception {
    Damage.run(dataDir, "UPDATE snapshot SET state = replace(state, 'Ada', 'Eve') WHERE seq = 30");

    assertThat(Inspection.of(dataDir).findings())
        .containsExactly("session room: the state at 30 is not what its log comes to");
  }

  // Recovery.

  @Test
  void a_log_with_which_nothing_is_wrong_is_left_alone() {
    assertThat(Recovery.run(dataDir, this::epoch, NOW))
        .isEqualTo(new Recovery(Optional.empty(), 2, List.of()));
    assertThat(loaded(ROOM)).isEqualTo(in("epoch-1", "room", 40));
  }

  @Test
  void of_each_session_the_longest_history_is_kept_in_a_new_epoch() throws Exception {
    Damage.run(dataDir, "DELETE FROM event WHERE session = 'other' AND seq = 4");
    Damage.run(dataDir, "DELETE FROM event WHERE session = 'room' AND seq = 37");

    Recovery done = Recovery.run(dataDir, this::epoch, NOW);

    assertThat(done.losses())
        .containsExactly(
            "session other is kept from 0 to 3, 2 events are lost:"
                + " event 4 is missing, its log ends at 3 instead of 5",
            "session room is kept from 0 to 36, 4 events are lost:"
                + " event 37 is missing, its log ends at 36 instead of 40");
    assertThat(loaded(OTHER)).isEqualTo(in("epoch-of-upkeep-1", "other", 3));
    assertThat(loaded(ROOM)).isEqualTo(in("epoch-of-upkeep-2", "room", 36));
    assertThat(Inspection.of(dataDir).findings()).isEmpty();
    assertThat(done.kept().orElseThrow()).exists();
  }

  @Test
  void a_later_state_saves_what_is_behind_a_gap() throws Exception {
    Damage.run(dataDir, "DELETE FROM event WHERE session = 'room' AND seq = 7");

    assertThat(Recovery.run(dataDir, this::epoch, NOW).losses())
        .containsExactly("session room is kept from 30 to 40: event 7 is missing");
    assertThat(loaded(ROOM)).isEqualTo(in("epoch-of-upkeep-2", "room", 40));
  }

  @Test
  void a_session_of_which_nothing_can_be_read_is_said_to_be_lost() throws Exception {
    Damage.run(dataDir, "DELETE FROM snapshot WHERE session = 'other'");

    Recovery done = Recovery.run(dataDir, this::epoch, NOW);

    assertThat(done.sessions()).isEqualTo(1);
    assertThat(done.losses())
        .containsExactly(
            "session other is lost: it has no state that its log could be replayed from");
  }

  @Test
  void a_damaged_write_ahead_log_costs_what_is_behind_the_damage_and_no_more() throws Exception {
    dataDir = damaged();
    byte[] log = Files.readAllBytes(KilledServer.writeAheadLog(dataDir));
    assertThatThrownBy(this::open).hasMessageContaining("is damaged behind frame");

    Recovery done = Recovery.run(dataDir, this::epoch, NOW);

    assertThat(done.sessions()).isEqualTo(3);
    assertThat(done.losses().getFirst())
        .contains("is damaged behind frame")
        .endsWith("to start would lose them");
    assertThat(Inspection.of(dataDir).findings()).isEmpty();
    for (String id : List.of("other", "room", "third")) {
      Session kept = loaded(new SessionId(id));
      assertThat(kept).isEqualTo(in(kept.epoch().value(), id, kept.seq().value()));
      assertThat(kept.epoch()).isNotEqualTo(new Epoch("epoch-1"));
    }
    assertThat(Path.of(done.kept().orElseThrow() + "-wal")).hasBinaryContent(log);
  }

  @Test
  void pages_that_are_gone_cost_the_sessions_that_were_on_them() throws Exception {
    KilledServer.cut(
        dataDir.resolve("trivector.db"), Files.size(dataDir.resolve("trivector.db")) - 3 * 4096);
    assertThatThrownBy(this::open).hasMessageContaining("was cut short");

    Recovery done = Recovery.run(dataDir, this::epoch, NOW);

    assertThat(done.losses()).isNotEmpty();
    assertThat(Inspection.of(dataDir).findings()).isEmpty();
  }

  @Test
  void an_index_that_is_gone_costs_nothing() throws Exception {
    Damage.losePage(dataDir, "SELECT rootpage FROM sqlite_schema WHERE name = 'event_of_session'");
    assertThat(Inspection.of(dataDir).isGood()).isFalse();

    Recovery done = Recovery.run(dataDir, this::epoch, NOW);

    assertThat(done.losses()).isEmpty();
    assertThat(loaded(OTHER)).isEqualTo(in("epoch-of-upkeep-1", "other", 5));
    assertThat(loaded(ROOM)).isEqualTo(in("epoch-of-upkeep-2", "room", 40));
    assertThat(Inspection.of(dataDir).findings()).isEmpty();
  }

  @Test
  void a_file_of_which_nothing_can_be_read_is_left_to_a_backup() throws Exception {
    Files.writeString(dataDir.resolve("trivector.db"), "these are my notes ".repeat(500));

    assertThatThrownBy(() -> Recovery.run(dataDir, this::epoch, NOW))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("restore a backup with 'restore FILE'");
    assertThat(dataDir.resolve("trivector.db")).content().startsWith("these are my notes");
  }

  /** The files of a killed server, whose write-ahead log is spoiled near its beginning. */
  private Path damaged() throws Exception {
    Path killed = KilledServer.after(12, Files.createDirectory(dir.resolve("killed"))).leftIn(dir);
    KilledServer.spoil(KilledServer.writeAheadLog(killed), 10_000, new Random(1));
    return killed;
  }
}
