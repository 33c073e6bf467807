package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a process has used of the processors, in user and system time, all threads together. By the
 * scheduler's own count of each thread, which is in nanoseconds: {@code /proc/PID/stat} has the
 * same in steps of 10 ms, which is as much as some servers take in all.
 */
public final class CpuTime {

  private static final String COUNT = "schedstat";

  private final Path tasks;

  /** Of each thread that there ever was, so that what ended is not forgotten. */
  private final Map<Path, Long> nanosByThread = new HashMap<>();

  public CpuTime(long pid) {
    tasks = Path.of("/proc", Long.toString(pid), "task");
  }

  /** Since the process began; what ended before the first call is not in it. */
  public long nanos() {
    try (Stream<Path> threads = Files.list(tasks)) {
      threads.forEach(this::count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nanosByThread.values().stream().mapToLong(Long::longValue).sum();
  }

  private void count(Path thread) {
    try {
      String line = Files.readString(thread.resolve(COUNT), StandardCharsets.US_ASCII);
      nanosByThread.put(thread, Long.parseLong(line.substring(0, line.indexOf(' '))));
    } catch (NoSuchFileException _) {
      // It ended between the two looks.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
