package ai.trivector.collab.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrashSoakTest {

  @Test
  void a_server_that_was_killed_has_all_that_anybody_was_told(@TempDir Path dir)
      throws InterruptedException {
    assertThat(new CrashSoak(dir, 1, System.out).run(Ending.values().length)).isTrue();
  }
}
