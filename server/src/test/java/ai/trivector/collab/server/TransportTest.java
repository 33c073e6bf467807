package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.transport.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server runs on, where the operator chooses. */
final class TransportTest {

  private static final Path FORBIDDEN = Path.of("/proc/sys/kernel/io_uring_disabled");

  @TempDir Path dataDir;

  @Test
  void where_io_uring_cannot_be_had_it_is_for_the_kernel_and_not_for_its_library() {
    assumeTrue(Files.exists(FORBIDDEN), "this system has no io_uring");

    Throwable cause = Transport.IO_URING.unavailabilityCause();
    assertThat(cause instanceof LinkageError).as(String.valueOf(cause)).isFalse();
  }

  @Test
  void whoever_asks_for_io_uring_is_served_with_or_without_it() {
    LiveServer server = LiveServer.start(dataDir, "TRANSPORT=io_uring");
    try {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada");
          Tab zoe = server.join(session, "zoe")) {
        ada.move("mu", 0.6);
        assertThat(zoe.next("param:broadcast").toString()).contains("0.6");
      }
    } finally {
      server.stop();
    }
  }
}
