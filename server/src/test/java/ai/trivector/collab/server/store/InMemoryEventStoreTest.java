package ai.trivector.collab.server.store;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;

final class InMemoryEventStoreTest extends EventStoreContract<InMemoryEventStore> {

  private static final ExecutorService EXECUTOR = Executors.newSingleThreadExecutor();

  @AfterAll
  static void stop() {
    EXECUTOR.shutdown();
  }

  @Override
  protected InMemoryEventStore open(LogBound bound) {
    return new InMemoryEventStore(EXECUTOR, bound);
  }

  @Override
  protected InMemoryEventStore openAgain(InMemoryEventStore closed) {
    closed.reopen();
    return closed;
  }
}
