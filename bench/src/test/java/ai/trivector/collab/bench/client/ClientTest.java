package ai.trivector.collab.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** What one client was told, in order; the test waits for the next of it. */
  private static final class Diary implements Witness {
    private final BlockingQueue<String> entries = new LinkedBlockingQueue<>();

    @Override
    public void live(Client client) {
      entries.add("live");
    }

    @Override
    public void closed(Client client, int code) {
      entries.add("closed " + code);
    }

    @Override
    public void settled(Client client, Change change, Outcome outcome, long seq) {
      entries.add("%s %d%s".formatted(outcome, change.n(), change.resent() ? " resent" : ""));
    }

    @Override
    public void violation(Client client, String what) {
      entries.add("violation: " + what);
    }

    String next() throws InterruptedException {
      return String.valueOf(entries.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void a_client_comes_back_after_its_server_was_killed_and_sends_again_what_is_open(
      @TempDir Path dir) throws InterruptedException {
    int port = FreePort.find();
    Map<String, String> settings = Map.of("DURABILITY", "os");
    Diary diary = new Diary();
    Diary others = new Diary();
    try (Crowd crowd = new Crowd(port, BackoffRule.PROTOCOL, 1)) {
      List<Client> clients;
      try (ServerProcess server =
          ServerProcess.start(PackagedServer.asRun(), dir, port, settings)) {
        server.awaitReady(TIMEOUT);
        String session = server.rest().createSession();
        clients =
            crowd.call(() ->
                List.of(crowd.client(session, "ada", diary), crowd.client(session, "bob", others)));
        crowd.execute(() -> clients.forEach(Client::connect));
        assertThat(diary.next()).isEqualTo("live");
        assertThat(others.next()).isEqualTo("live");
        crowd.execute(() -> clients.getFirst().update(0, 0.6));
        assertThat(diary.next()).isEqualTo("ECHO 1");
        server.kill();
        assertThat(diary.next()).isEqualTo("closed " + Connection.LOST);
        assertThat(others.next()).isEqualTo("closed " + Connection.LOST);
      }
      crowd.execute(() -> clients.getFirst().update(0, 0.65));
      try (ServerProcess server =
          ServerProcess.start(PackagedServer.asRun(), dir, port, settings)) {
        awaitLive(diary);
        assertThat(diary.next()).isEqualTo("ECHO 2");
        awaitLive(others);
        awaitParam(crowd, clients.getLast(), 0.65);
        assertThat(server.terminate(TIMEOUT)).isEqualTo(143);
      }
    }
  }

  /** Who was back first is told of it like anybody, and maybe after whoever sent it. */
  private static void awaitParam(Crowd crowd, Client client, double value) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    double found;
    do {
      // Waits for a turn of the loop that it is told on.
      found = crowd.call(() -> client.param(0));
    } while (found != value && System.nanoTime() - deadline < 0);
    assertThat(found).isEqualTo(value);
  }

  /** However often it found nobody listening before. */
  private static void awaitLive(Diary diary) throws InterruptedException {
    String next = diary.next();
    while (next.equals("closed " + Connection.LOST)) {
      next = diary.next();
    }
    assertThat(next).isEqualTo("live");
  }
}
