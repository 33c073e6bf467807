package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.after;
import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Read;
import ai.trivector.collab.server.store.Logs;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.server.store.sqlite.AppendingProcess.Acknowledged;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code kill -9} at any moment: what was acknowledged is there, in order, without a gap. */
final class KilledProcessTest {

  private static final int ROUNDS = 2;

  /** Reached in a second or so, and enough for the file to be checkpointed on the way. */
  private static final int MAX_ACKNOWLEDGED = 500;

  @TempDir private Path dataDir;

  @ParameterizedTest
  @EnumSource
  void whatever_was_acknowledged_survives(Durability durability) throws Exception {
    Random random = new Random(42);
    long[] acknowledged = new long[AppendingProcess.SESSIONS];
    for (int round = 0; round < ROUNDS; round++) {
      try (AppendingProcess process = AppendingProcess.start(dataDir, durability)) {
        int enough = 1 + random.nextInt(MAX_ACKNOWLEDGED);
        for (int i = 0; i < enough; i++) {
          note(acknowledged, process.next());
        }
        process.kill();
        // What it had said before it died counts as well.
        for (Acknowledged rest = process.next(); rest != null; rest = process.next()) {
          note(acknowledged, rest);
        }
      }
      tearTheEndOfTheWriteAheadLog(random);
      assertEverythingIsThere(acknowledged, durability);
    }
  }

  @Test
  void a_process_that_lives_keeps_the_directory_and_a_dead_one_does_not() throws Exception {
    try (AppendingProcess process = AppendingProcess.start(dataDir, Durability.OS)) {
      assertThat(process.next()).isNotNull();

      assertThatThrownBy(() -> Opening.of(dataDir, Durability.OS))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another server");
    }
    Opening.of(dataDir, Durability.OS).close();
  }

  private static void note(long[] acknowledged, @Nullable Acknowledged said) {
    if (said == null) {
      throw new AssertionError("the process ended by itself");
    }
    acknowledged[said.session()] = Math.max(acknowledged[said.session()], said.seq());
  }

  /** As a transaction would that was being written at that moment. */
  private void tearTheEndOfTheWriteAheadLog(Random random) throws Exception {
    byte[] torn = new byte[1 + random.nextInt(9000)];
    random.nextBytes(torn);
    Files.write(dataDir.resolve("trivector.db-wal"), torn, StandardOpenOption.APPEND);
  }

  private void assertEverythingIsThere(long[] acknowledged, Durability durability) {
    try (SqliteEventStore store = Opening.of(dataDir, durability)) {
      for (int i = 0; i < acknowledged.length; i++) {
        SessionId id = AppendingProcess.session(i);
        Optional<Session> found = get(store.load(id));
        if (found.isEmpty() && acknowledged[i] == 0) {
          // It was killed before it had made them all.
          continue;
        }
        Session loaded = found.orElseThrow();
        long end = loaded.seq().value();
        assertThat(end).isGreaterThanOrEqualTo(acknowledged[i]);
        long from = compacted(store, id);
        assertThat(end - from).isLessThan(2L * AppendingProcess.BOUND.maxEvents());
        assertThat(events(get(store.read(id, new Seq(from), Integer.MAX_VALUE))))
            .isEqualTo(events(from + 1, end));
        assertThat(loaded).isEqualTo(after(Logs.session(id.value()), events(1, end)));
      }
    }
  }

  /** The last event that is gone. */
  private static long compacted(SqliteEventStore store, SessionId id) {
    return switch (get(store.read(id, Seq.ORIGIN, 1))) {
      case Read.Events _ -> 0;
      case Read.Compacted(Seq upTo) -> upTo.value();
    };
  }
}
