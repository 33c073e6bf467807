package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteEventStoreTest extends EventStoreContract<SqliteEventStore> {

  @TempDir private Path dataDir;

  @Override
  protected SqliteEventStore open() {
    return SqliteEventStore.open(dataDir, Durability.FSYNC);
  }

  @Override
  protected SqliteEventStore openAgain(SqliteEventStore closed) {
    return open();
  }
}
