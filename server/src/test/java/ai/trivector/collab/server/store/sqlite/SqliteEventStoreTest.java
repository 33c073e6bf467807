package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStoreContract;
import ai.trivector.collab.server.store.LogBound;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteEventStoreTest extends EventStoreContract<SqliteEventStore> {

  @TempDir private Path dataDir;

  private LogBound bound = LogBound.NONE;

  @Override
  protected SqliteEventStore open(LogBound given) {
    bound = given;
    return Opening.of(dataDir, Durability.FSYNC, bound);
  }

  @Override
  protected SqliteEventStore openAgain(SqliteEventStore closed) {
    return open(bound);
  }
}
