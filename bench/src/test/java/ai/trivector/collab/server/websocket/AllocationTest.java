package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the garbage that a message makes on its whole way, log included, to the budget that is
 * written down in {@code docs/performance-of-the-code.md}.
 */
@NullMarked
final class AllocationTest {

  /** Until all that is on the way has been compiled. */
  private static final int WARM_UP = 40_000;

  private static final int MESSAGES = 5_000;

  /** The least of so many runs: in the others something was compiled anew. */
  private static final int RUNS = 5;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final ResourceLeakDetector.Level LEVEL = ResourceLeakDetector.getLevel();

  /** To keep an eye on every buffer makes far more garbage than the messages do. */
  @BeforeAll
  static void lookForNoLeaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterAll
  static void lookForLeaksAgain() {
    ResourceLeakDetector.setLevel(LEVEL);
  }

  @ParameterizedTest(name = "{0} members: at most {1} bytes")
  @CsvSource({"3, 6500", "50, 8700"})
  void a_message_makes_no_more_garbage_than_its_budget(
      int members, long budgetBytes, @TempDir Path dir) {
    try (Room room = new Room(dir, members)) {
      room.run(WARM_UP);
      List<Thread> threads = room.threads();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < RUNS; i++) {
        long before = allocated(threads);
        room.run(MESSAGES);
        least = Math.min(least, (allocated(threads) - before) / MESSAGES);
      }
      // Far less would mean that the wrong threads were asked.
      assertThat(least).isBetween(budgetBytes / 2, budgetBytes);
    }
  }

  private static long allocated(List<Thread> threads) {
    return threads.stream()
        .mapToLong(thread -> THREADS.getThreadAllocatedBytes(thread.threadId()))
        .sum();
  }
}
