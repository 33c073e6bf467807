package ai.trivector.collab.bench.sidebyside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a run was made on. */
final class Machine {

  private static final String MODEL = "model name";
  private static final String LIMIT = "Max open files";

  private Machine() {}

  /** Such as {@code 2 cores of Intel Xeon, Linux 6.1.0}. */
  static String describe() {
    try {
      List<String> processors =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith(MODEL))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .toList();
      return "%d cores (%s), Linux %s"
          .formatted(
              processors.size(),
              processors.isEmpty() ? "of a kind that it does not tell" : processors.getFirst(),
              System.getProperty("os.version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many files this process may have open, and so each that it starts. */
  static long fileLimit() {
    try {
      List<String> limits = Files.readAllLines(Path.of("/proc/self/limits"));
      String line = limits.stream().filter(one -> one.startsWith(LIMIT)).findFirst().orElseThrow();
      return Long.parseLong(line.substring(LIMIT.length()).strip().split("\\s+", 2)[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
