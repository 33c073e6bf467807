package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process of a server that is not the product: all that it can be asked is to listen. */
public final class RivalProcess implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration DEATH = Duration.ofSeconds(10);

  private final Process process;
  private final Path output;
  private final int port;

  private RivalProcess(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /**
   * Starts it; it may not listen yet when this returns.
   *
   * @param output where what it says is kept
   */
  public static RivalProcess start(List<String> command, Path output, int port) {
    try {
      Files.createDirectories(output.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      return new RivalProcess(builder.start(), output, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void awaitListening(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("it does not listen, see " + output);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean isListening() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it at once: it has nothing to keep. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(DEATH.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(
            "the process with id %d does not end".formatted(process.pid()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
