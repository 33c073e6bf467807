package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.sqlite.KilledServer.cut;
import static ai.trivector.collab.server.store.sqlite.KilledServer.database;
import static ai.trivector.collab.server.store.sqlite.KilledServer.opened;
import static ai.trivector.collab.server.store.sqlite.KilledServer.sharedMemory;
import static ai.trivector.collab.server.store.sqlite.KilledServer.spoil;
import static ai.trivector.collab.server.store.sqlite.KilledServer.writeAheadLog;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log whose files were damaged opens with everything that was acknowledged, or says no. */
final class DamagedFilesTest {

  private static final int APPENDS = 25;

  /** For each seed; a place takes a few milliseconds. */
  private static final int PLACES = 25;

  private static final int SECTOR = 512;
  private static final int FRAME = 24 + 4096;

  @TempDir private static Path source;

  private static KilledServer server;

  @TempDir private Path dir;

  @BeforeAll
  static void kill() throws Exception {
    server = KilledServer.after(APPENDS, source);
  }

  @Test
  void what_was_not_damaged_is_opened_with_everything() throws Exception {
    assertThat(opened(server.leftIn(dir))).isEqualTo(server.acknowledged());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_log_that_was_spoiled_after_a_kill_is_never_opened_with_less(long seed) throws Exception {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < PLACES; i++) {
      Path dataDir = server.leftIn(dir);
      long at = random.nextLong(Files.size(writeAheadLog(dataDir)));
      spoil(writeAheadLog(dataDir), at, random);
      refused += assertWholeOrRefused(dataDir, "spoiled at " + at);
    }
    assertThat(refused).isBetween(1, PLACES - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_log_that_was_cut_after_a_kill_is_never_opened_with_less(long seed) throws Exception {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < PLACES; i++) {
      Path dataDir = server.leftIn(dir);
      long bytes = random.nextLong(Files.size(writeAheadLog(dataDir)));
      cut(writeAheadLog(dataDir), bytes);
      refused += assertWholeOrRefused(dataDir, "cut to " + bytes);
    }
    assertThat(refused).isBetween(1, PLACES - 1);
  }

  /** The memory of what was committed is gone, and the log has to speak for itself. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_log_that_was_spoiled_and_has_lost_its_index_may_lack_its_last_transaction(long seed)
      throws Exception {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < PLACES; i++) {
      Path dataDir = server.leftIn(dir);
      Files.delete(sharedMemory(dataDir));
      long at = random.nextLong(Files.size(writeAheadLog(dataDir)));
      spoil(writeAheadLog(dataDir), at, random);
      try {
        assertThat(opened(dataDir))
            .as("spoiled at %d", at)
            .isIn(server.acknowledged(), server.butTheLast());
      } catch (StoreException e) {
        assertRefusal(e);
        refused++;
      }
    }
    assertThat(refused).isBetween(1, PLACES - 1);
  }

  @Test
  void a_transaction_that_was_being_written_is_no_damage() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < PLACES; i++) {
      Path dataDir = server.leftIn(dir);
      byte[] torn = new byte[1 + random.nextInt(3 * FRAME)];
      random.nextBytes(torn);
      Files.write(writeAheadLog(dataDir), torn, StandardOpenOption.APPEND);

      assertThat(opened(dataDir)).isEqualTo(server.acknowledged());
    }
  }

  @Test
  void a_damaged_frame_is_named_with_what_depends_on_it() throws Exception {
    Path dataDir = server.leftIn(dir);
    Files.delete(sharedMemory(dataDir));
    spoil(writeAheadLog(dataDir), 32 + 2 * FRAME + 100, new Random(2));

    assertThatThrownBy(() -> opened(dataDir))
        .isInstanceOf(StoreException.class)
        .hasMessageMatching(
            ".*trivector\\.db-wal is damaged behind frame \\d+: at least 2\\d committed"
                + " transactions of it cannot be read, and to start would lose them;"
                + " restore a backup with 'restore FILE', or keep what can be read with 'recover'");
  }

  @Test
  void a_refused_start_changes_nothing_so_that_the_next_is_refused_as_well() throws Exception {
    Path dataDir = server.leftIn(dir);
    cut(writeAheadLog(dataDir), 32 + FRAME);
    byte[] log = Files.readAllBytes(writeAheadLog(dataDir));

    assertThatThrownBy(() -> opened(dataDir)).hasMessageContaining("ends at frame");
    assertThatThrownBy(() -> opened(dataDir)).hasMessageContaining("ends at frame");

    assertThat(writeAheadLog(dataDir)).hasBinaryContent(log);
  }

  @Test
  void a_log_that_was_removed_is_missed() throws Exception {
    Path dataDir = server.leftIn(dir);
    Files.delete(writeAheadLog(dataDir));

    assertThatThrownBy(() -> opened(dataDir)).hasMessageContaining("ends at frame 0 of");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_file_that_is_missing_beside_its_log_is_not_begun_anew(boolean isThere) throws Exception {
    Path dataDir = server.leftIn(dir);
    Files.delete(database(dataDir));
    if (isThere) {
      Files.createFile(database(dataDir));
    }

    assertThatThrownBy(() -> opened(dataDir))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(isThere ? "trivector.db is empty" : "trivector.db is missing")
        .hasMessageContaining("while its write-ahead log is there");
    assertThat(writeAheadLog(dataDir)).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_file_that_was_cut_is_never_opened_with_less(long seed) throws Exception {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < PLACES; i++) {
      Path dataDir = server.leftIn(dir);
      long bytes = random.nextLong(Files.size(database(dataDir)));
      cut(database(dataDir), bytes);
      refused += assertWholeOrRefused(dataDir, "cut to " + bytes);
    }
    assertThat(refused).isGreaterThan(1);
  }

  /**
   * SQLite keeps no checksum of a page, so that a number in it may change unseen; what no longer
   * fits together fails, session by session.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_file_with_a_lost_sector_fails_where_it_is_read(long seed) throws Exception {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < PLACES; i++) {
      Path dataDir = server.leftIn(dir);
      long sector = random.nextLong(Files.size(database(dataDir)) / SECTOR);
      lose(database(dataDir), sector);
      try {
        assertThat(opened(dataDir)).as("sector %d", sector).isEqualTo(server.acknowledged());
      } catch (StoreException e) {
        assertThat(e.getMessage())
            .doesNotContain("\n")
            .containsAnyOf("cannot be read", "cannot be opened", "is not a database");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1);
  }

  /** One where it was refused. */
  private static int assertWholeOrRefused(Path dataDir, String damage) {
    Map<SessionId, Session> found;
    try {
      found = opened(dataDir);
    } catch (StoreException e) {
      assertRefusal(e);
      return 1;
    }
    assertThat(found).as(damage).isEqualTo(server.acknowledged());
    return 0;
  }

  private static void assertRefusal(StoreException e) {
    assertThat(e.getMessage()).doesNotContain("\n").contains("restore FILE", "recover");
  }

  /** As a disk answers for a place that it cannot read any more. */
  private static void lose(Path file, long sector) throws Exception {
    byte[] content = Files.readAllBytes(file);
    int from = Math.toIntExact(sector * SECTOR);
    Arrays.fill(content, from, from + SECTOR, (byte) 0);
    Files.write(file, content);
  }
}
