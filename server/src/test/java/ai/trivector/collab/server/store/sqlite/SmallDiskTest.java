package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.after;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real file system that is full, or that nobody may write to. Where none may be mounted {@link
 * FullDiskTest} alone says what it can of a full one.
 */
final class SmallDiskTest {

  private static final SessionId ROOM = new SessionId("room");
  private static final int TRIES = 20;
  private static final long FIRST = 50;

  @TempDir private Path root;
  @TempDir private Path images;

  private @Nullable SmallDisk disk;

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  private SmallDisk mount() throws IOException {
    return used(SmallDisk.inMemory(root));
  }

  private SmallDisk mountDevice() throws IOException {
    return used(SmallDisk.onDevice(image(), root));
  }

  private Path image() {
    return images.resolve("disk.img");
  }

  private SmallDisk used(Optional<SmallDisk> mounted) {
    Assumptions.assumeTrue(mounted.isPresent(), "a process that may mount a file system");
    disk = mounted.orElseThrow();
    return disk;
  }

  private Path dataDir() {
    return root.resolve("data");
  }

  private SqliteEventStore open() {
    return Opening.of(dataDir(), Durability.FSYNC);
  }

  @Test
  void on_a_full_disk_writers_are_refused_readers_go_on_and_the_numbers_go_on_afterwards()
      throws Exception {
    SmallDisk disk = mount();
    try (SqliteEventStore store = open()) {
      begin(store);
      disk.fill();
      long end = appendWhilePossible(store, FIRST);
      assertOnlyReadable(store, end);

      disk.empty();

      get(store.check());
      assertGoesOn(store, end);
    }
    assertWhole();
  }

  /** Nobody had read before, so that the failed writer's was the only connection there was. */
  @Test
  void the_first_to_read_may_come_when_the_disk_is_full() throws Exception {
    SmallDisk disk = mount();
    try (SqliteEventStore store = open()) {
      begin(store);
      disk.fill();
      long end = appendWhilePossible(store, FIRST);
      assertCannotWrite(store, end);

      assertThat(get(store.load(ROOM))).contains(stateAt(end));

      disk.empty();
      assertGoesOn(store, end);
    }
    assertWhole();
  }

  /** Over and over, so that it fills at many places: in the log, beside it, while it is emptied. */
  @Test
  void a_disk_that_fills_again_and_again_costs_nothing_that_was_acknowledged() throws Exception {
    SmallDisk disk = mount();
    try (SqliteEventStore store = open()) {
      begin(store);
      long end = FIRST;
      for (int i = 0; i < TRIES; i++) {
        for (int j = 0; j < 10 * i; j++) {
          assertThat(get(store.append(ROOM, new Seq(end), events(end + 1, end + 2))))
              .isEqualTo(new Appended.Done());
          end += 2;
        }
        disk.fill();
        end = appendWhilePossible(store, end);
        assertCannotWrite(store, end);
        disk.empty();
        assertGoesOn(store, end);
        end += 3;
      }
    }
    assertWhole();
  }

  @Test
  void a_store_that_is_closed_on_a_full_disk_is_whole_when_it_is_opened_again() throws Exception {
    SmallDisk disk = mount();
    long end;
    try (SqliteEventStore store = open()) {
      begin(store);
      disk.fill();
      end = appendWhilePossible(store, FIRST);
    }
    disk.empty();

    try (SqliteEventStore store = open()) {
      assertThat(get(store.load(ROOM))).contains(stateAt(end));
      assertGoesOn(store, end);
    }
    assertWhole();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void on_a_disk_that_became_read_only_readers_go_on_until_it_is_mounted_again(boolean readBefore)
      throws Exception {
    SmallDisk disk = mountDevice();
    long end;
    try (SqliteEventStore store = open()) {
      begin(store);
      if (readBefore) {
        get(store.load(ROOM));
      }
      disk.fail();
      end = appendWhilePossible(store, FIRST);
      assertThat(end).isEqualTo(FIRST);
      assertOnlyReadable(store, end);
    }
    disk.mountAgain(image());

    try (SqliteEventStore store = open()) {
      assertThat(get(store.load(ROOM))).contains(stateAt(end));
      assertGoesOn(store, end);
    }
    assertWhole();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void to_start_where_nothing_can_be_written_fails_with_one_line(boolean wasThere)
      throws Exception {
    SmallDisk disk = mount();
    Files.createDirectory(dataDir());
    if (wasThere) {
      open().close();
    }
    disk.forbidWriting();

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "the data directory %s cannot be used: Read-only file system".formatted(dataDir()));
    disk.allowWriting();
    open().close();
  }

  @Test
  void to_start_where_there_is_no_space_fails_with_one_line_and_goes_well_afterwards()
      throws Exception {
    SmallDisk disk = mount();
    disk.fill();
    assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageNotContaining("\n");

    disk.empty();

    open().close();
  }

  @Test
  void a_backup_that_finds_no_space_leaves_nothing_and_the_server_alone() throws Exception {
    SmallDisk disk = mount();
    try (SqliteEventStore store = open()) {
      begin(store);
      disk.fill();
      long end = appendWhilePossible(store, FIRST);
      Path backup = root.resolve("backup.db");

      assertThatThrownBy(() -> Backup.take(dataDir(), backup))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be made");

      assertThat(root)
          .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("backup"));
      disk.empty();
      assertGoesOn(store, end);
    }
  }

  private static void begin(SqliteEventStore store) {
    get(store.create(session("room")));
    get(store.append(ROOM, Seq.ORIGIN, events(1, FIRST)));
  }

  /** What the last pages have left they take first; says how far it came. */
  private static long appendWhilePossible(SqliteEventStore store, long from) {
    long end = from;
    try {
      while (true) {
        get(store.append(ROOM, new Seq(end), events(end + 1, end + 1)));
        end++;
      }
    } catch (StoreException _) {
      return end;
    }
  }

  private static void assertOnlyReadable(SqliteEventStore store, long end) {
    for (int i = 0; i < TRIES; i++) {
      assertCannotWrite(store, end);
      assertThat(get(store.load(ROOM))).contains(stateAt(end));
      assertThat(events(get(store.read(ROOM, new Seq(end - 2), 10))))
          .isEqualTo(events(end - 1, end));
    }
  }

  private static void assertCannotWrite(SqliteEventStore store, long end) {
    assertThatThrownBy(() -> get(store.append(ROOM, new Seq(end), events(end + 1, end + 2))))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the log could not be written: ");
    assertThatThrownBy(() -> get(store.check())).isInstanceOf(StoreException.class);
  }

  private static void assertGoesOn(SqliteEventStore store, long end) {
    assertThat(get(store.append(ROOM, new Seq(end), events(end + 1, end + 3))))
        .isEqualTo(new Appended.Done());
    assertThat(get(store.load(ROOM))).contains(stateAt(end + 3));
  }

  private void assertWhole() {
    assertThat(Inspection.of(dataDir()).findings()).isEmpty();
    try (SqliteEventStore store = open()) {
      long end = get(store.load(ROOM)).orElseThrow().seq().value();
      assertThat(events(get(store.read(ROOM, Seq.ORIGIN, Integer.MAX_VALUE))))
          .isEqualTo(events(1, end));
    }
  }

  private static Session stateAt(long end) {
    return after(session("room"), events(1, end));
  }
}
