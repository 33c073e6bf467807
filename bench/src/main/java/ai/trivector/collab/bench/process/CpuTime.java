package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process has used of the processors, in user and system time, by all threads together or by
 * those of a name. By the scheduler's own count of each thread, which is in nanoseconds: {@code
 * /proc/PID/stat} has the same in steps of 10 ms, which is as much as some servers take in all.
 */
public final class CpuTime {

  private static final String COUNT = "schedstat";
  private static final String NAME = "comm";

  /** As the system has it, which is the first 15 characters. */
  private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre");

  private final Path tasks;
  private final Predicate<String> names;

  /** Of each thread that there ever was, so that what ended is not forgotten. */
  private final Map<Path, Long> nanosByThread = new HashMap<>();

  public CpuTime(long pid) {
    this(pid, _ -> true);
  }

  private CpuTime(long pid, Predicate<String> names) {
    tasks = Path.of("/proc", Long.toString(pid), "task");
    this.names = names;
  }

  /** What a JVM's compilers have used; nothing where the process is another. */
  public static CpuTime ofCompilers(long pid) {
    return new CpuTime(pid, COMPILER.asMatchPredicate());
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
      if (!names.test(Files.readString(thread.resolve(NAME)).strip())) {
        return;
      }
      String line = Files.readString(thread.resolve(COUNT), StandardCharsets.US_ASCII);
      nanosByThread.put(thread, Long.parseLong(line.substring(0, line.indexOf(' '))));
    } catch (NoSuchFileException _) {
      // It ended between the two looks.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
