package ai.trivector.collab.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.store.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session of 100,000 events is opened fast, and others do not notice when it goes. Machines are
 * noisy: a time is held against one of the same run, or transactions are counted. {@code ./dev
 * long} says the times.
 */
final class LongSessionTest {

  private static final int EVENTS = 100_000;
  private static final int OPENS = 15;

  /** So many events may go while one append waits: a slice of the store's, and one of ours. */
  private static final int AT_ONCE = 6400;

  @TempDir private Path dataDir;

  private LongSession session;

  @BeforeEach
  void fill() {
    session = new LongSession(dataDir, Durability.OS, EVENTS);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void it_is_opened_from_a_state_and_the_events_behind_it() {
    List<Duration> warm = new ArrayList<>();
    List<Duration> afterStart = new ArrayList<>();
    for (int i = 0; i < OPENS; i++) {
      warm.add(session.open());
      session.reopen();
      afterStart.add(session.open());
    }
    session.loseStates();
    Duration replayed = session.open();

    // It is a twentieth or less.
    assertThat(LongSession.median(warm.stream()).multipliedBy(5)).isLessThan(replayed);
    assertThat(LongSession.median(afterStart.stream()).multipliedBy(5)).isLessThan(replayed);
  }

  @Test
  void whoever_appends_meanwhile_does_not_wait_until_all_of_it_is_gone() {
    assertThat(session.appendsDuring(session::delete)).isGreaterThanOrEqualTo(EVENTS / AT_ONCE);
    session.again();
    assertThat(session.appendsDuring(session::deleteAtOnce)).isLessThan(3);
  }
}
