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
import ai.trivector.collab.session.SessionId;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory may hold when a server starts on it, and what it holds when one has ended. */
final class DataDirectoryTest {

  @TempDir private Path dataDir;

  @Test
  void a_directory_that_is_missing_is_made() {
    Path missing = dataDir.resolve("not/yet");

    Opening.of(missing, Durability.OS).close();

    assertThat(missing.resolve("trivector.db")).exists();
  }

  @Test
  void a_directory_that_cannot_be_one_is_refused() throws Exception {
    Path file = Files.createFile(dataDir.resolve("file"));

    assertRefused(() -> Opening.of(file, Durability.OS), "file", "cannot be used");
  }

  @Test
  void a_closed_store_leaves_one_file_with_everything_in_it() throws Exception {
    try (SqliteEventStore store = Opening.of(dataDir, Durability.FSYNC)) {
      get(store.create(session("room")));
      get(store.append(new SessionId("room"), Seq.ORIGIN, events(1, 100)));
      get(store.load(new SessionId("room")));
    }

    try (Stream<Path> files = Files.list(dataDir)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("trivector.db", "trivector.lock");
    }
    Path copy = Files.createDirectory(dataDir.resolve("copy"));
    Files.copy(dataDir.resolve("trivector.db"), copy.resolve("trivector.db"));
    try (SqliteEventStore store = Opening.of(copy, Durability.FSYNC)) {
      assertThat(get(store.load(new SessionId("room"))))
          .contains(after(session("room"), events(1, 100)));
    }
  }

  @Test
  void a_shell_that_has_the_file_open_does_not_keep_anything_out_of_it() throws Exception {
    SqliteEventStore store = Opening.of(dataDir, Durability.FSYNC);
    get(store.create(session("room")));
    try (AutoCloseable shell = Damage.look(dataDir)) {
      assertThat(shell).isNotNull();

      store.close();

      assertThat(dataDir.resolve("trivector.db-wal")).isEmptyFile();
    }
  }

  @Test
  void a_second_store_on_one_directory_is_refused_until_the_first_is_closed() {
    SqliteEventStore first = Opening.of(dataDir, Durability.OS);
    assertRefused(this::open, dataDir.toString(), "in use by another server");

    first.close();

    open();
  }

  @Test
  void a_refused_start_leaves_the_directory_free() throws Exception {
    Files.writeString(dataDir.resolve("trivector.db"), "these are my notes ".repeat(500));
    assertRefused(this::open, "not a database of SQLite");

    Files.delete(dataDir.resolve("trivector.db"));

    open();
  }

  @Test
  void a_file_that_is_no_database_is_refused() throws Exception {
    Files.writeString(dataDir.resolve("trivector.db"), "these are my notes ".repeat(500));

    assertRefused(this::open, "trivector.db is not a database of SQLite", "restore FILE");
  }

  @Test
  void a_file_that_was_cut_short_is_refused() throws Exception {
    try (SqliteEventStore store = Opening.of(dataDir, Durability.FSYNC)) {
      get(store.create(session("room")));
      get(store.append(new SessionId("room"), Seq.ORIGIN, events(1, 500)));
    }
    try (FileChannel file =
        FileChannel.open(dataDir.resolve("trivector.db"), StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2 + 17);
    }

    assertRefused(this::open, "trivector.db was cut short", "are nowhere", "recover");
  }

  @Test
  void a_database_of_something_else_is_refused() throws Exception {
    Damage.run(dataDir, "CREATE TABLE session (recipe TEXT)");

    assertRefused(this::open, "trivector.db cannot be opened", "session");
    assertThat(Damage.ask(dataDir, "SELECT count(*) FROM sqlite_schema")).isEqualTo(1);
  }

  @Test
  void a_database_of_a_newer_version_is_refused_and_left_alone() throws Exception {
    open();
    long known = Damage.ask(dataDir, "PRAGMA user_version");
    Damage.run(dataDir, "PRAGMA user_version = " + (known + 1));

    assertRefused(
        this::open, "newer version", "schema %d, this one knows %d".formatted(known + 1, known));
    assertThat(Damage.ask(dataDir, "PRAGMA user_version")).isEqualTo(known + 1);
  }

  private void open() {
    Opening.of(dataDir, Durability.OS).close();
  }

  private static void assertRefused(ThrowingCallable open, String... said) {
    assertThatThrownBy(open)
        .isInstanceOf(StoreException.class)
        .message()
        .contains(List.of(said))
        .doesNotContain("\n");
  }
}
