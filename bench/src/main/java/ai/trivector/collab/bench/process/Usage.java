package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process uses, as Linux says in {@code /proc}.
 *
 * @param rssKib memory that it really has
 * @param descriptors open files and sockets
 */
public record Usage(long rssKib, long threads, long descriptors) {

  static Usage of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    long rssKib = 0;
    long threads = 0;
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      for (String line : Files.readAllLines(proc.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          rssKib = number(line);
        } else if (line.startsWith("Threads:")) {
          threads = number(line);
        }
      }
      return new Usage(rssKib, threads, open.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has of memory, with its share of what it shares: what would be free without it. */
  public static long pssKib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(Usage::number)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
