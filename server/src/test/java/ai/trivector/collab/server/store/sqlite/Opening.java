package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.session.Epoch;
import java.nio.file.Path;
import java.util.UUID;

/** Opens the log of a directory as a server does, for tests to which its epochs are all one. */
public final class Opening {

  private Opening() {}

  public static SqliteEventStore of(Path dataDir, Durability durability) {
    return of(dataDir, durability, LogBound.NONE);
  }

  public static SqliteEventStore of(Path dataDir, Durability durability, LogBound bound) {
    return SqliteEventStore.open(
        dataDir, durability, bound, () -> new Epoch(UUID.randomUUID().toString()));
  }
}
