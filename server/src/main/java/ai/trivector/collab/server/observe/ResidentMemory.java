package ai.trivector.collab.server.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the process takes of the machine's memory, as Linux says it; Java knows only of its heap.
 */
final class ResidentMemory {

  /** In lines such as {@code VmRSS: 123456 kB}. */
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final String FIELD = "VmRSS:";
  private static final long BYTES_PER_KB = 1024;

  private ResidentMemory() {}

  static boolean isKnown() {
    return Files.isReadable(STATUS);
  }

  static double bytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(FIELD)) {
          String number = line.substring(FIELD.length()).replace("kB", "").strip();
          return Long.parseLong(number) * BYTES_PER_KB;
        }
      }
    } catch (IOException | NumberFormatException _) {
      // Not known for once, for which Prometheus has a number.
    }
    return Double.NaN;
  }
}
