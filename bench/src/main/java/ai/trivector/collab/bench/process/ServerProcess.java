package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One process of the server on the loopback address, over a data directory that outlives it. */
public final class ServerProcess implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(5);

  /** What {@code kill} makes of a process that had no time to say anything. */
  private static final Duration DEATH = Duration.ofSeconds(10);

  /** The exit code that Java gives to what ended by SIGKILL: 128 and its number. */
  private static final int KILLED = 137;

  private final Process process;
  private final Path output;
  private final Rest rest;
  private final long startedNanos = System.nanoTime();

  private ServerProcess(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    rest = new Rest(port);
  }

  /**
   * Starts one; it may not be ready when this returns.
   *
   * @param dir where its data, its log and what it says are kept
   * @param settings environment variables besides those for the port and the directories
   */
  public static ServerProcess start(
      PackagedServer server, Path dir, int port, Map<String, String> settings) {
    try {
      Files.createDirectories(dir);
      Path output = dir.resolve("output.log");
      ProcessBuilder builder = new ProcessBuilder(server.command()).directory(dir.toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      Map<String, String> environment = builder.environment();
      environment.put("HOST", "127.0.0.1");
      environment.put("PORT", Integer.toString(port));
      environment.put("DATA_DIR", dataDir(dir).toString());
      environment.put("LOG_DIR", dir.resolve("logs").toString());
      environment.put("LOG_LEVEL", "warn");
      environment.putAll(settings);
      return new ServerProcess(builder.start(), output, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a server that was started in {@code dir} keeps its log. */
  public static Path dataDir(Path dir) {
    return dir.resolve("data").toAbsolutePath();
  }

  /** Waits until it says that it is ready, and returns how long that took from its start. */
  public Duration awaitReady(Duration timeout) {
    if (!readyOrEnded(timeout)) {
      throw new IllegalStateException(
          "the server ended with %d, see %s".formatted(process.exitValue(), output));
    }
    return age();
  }

  /** Waits until it says that it is ready; false if it ends before it could. */
  public boolean readyOrEnded(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!rest.isReady()) {
      if (!process.isAlive()) {
        return false;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the server is not ready after %s".formatted(timeout));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  /** How long ago it was started. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  public Rest rest() {
    return rest;
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(DEATH);
  }

  /** {@code kill}, as an operator's supervisor does; returns the exit code. */
  public int terminate(Duration timeout) {
    process.destroy();
    awaitEnd(timeout);
    return process.exitValue();
  }

  /** Waits until it ends by itself; false if it does not within this time. */
  public boolean endsWithin(Duration timeout) {
    try {
      return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether it was ended by {@code kill -9}, its own or another's. */
  public boolean wasKilled() {
    return !process.isAlive() && process.exitValue() == KILLED;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** What it has used of the processors by now. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  public Usage usage() {
    return Usage.of(process.pid());
  }

  public Jvm jvm() {
    return new Jvm(process.pid());
  }

  private void awaitEnd(Duration timeout) {
    if (!endsWithin(timeout)) {
      throw new IllegalStateException(
          "the server with process id %d does not end".formatted(process.pid()));
    }
  }

  /** Ends it, if it has not ended. */
  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    rest.close();
  }
}
