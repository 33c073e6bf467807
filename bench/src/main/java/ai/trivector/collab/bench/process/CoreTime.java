package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How long a processor was busy, whoever had it. */
public final class CoreTime {

  private static final Path STAT = Path.of("/proc", "stat");

  /** The unit of {@code /proc/stat} on Linux (USER_HZ). */
  private static final long NANOS_PER_TICK = 10_000_000;

  /** Behind the name: user, nice, system, idle, iowait, irq, softirq, steal. */
  private static final int IDLE = 4;

  private static final int IOWAIT = 5;
  private static final int STEAL = 8;

  private final String name;

  /**
   * @param core its number
   */
  public CoreTime(int core) {
    name = "cpu" + core + " ";
  }

  /** Since the system began, to 10 ms; with what the machine's host took. */
  public long busyNanos() {
    try {
      for (String line : Files.readAllLines(STAT)) {
        if (line.startsWith(name)) {
          String[] fields = line.split(" ", -1);
          long ticks = 0;
          for (int i = 1; i <= STEAL; i++) {
            ticks += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i]);
          }
          return ticks * NANOS_PER_TICK;
        }
      }
      throw new IllegalStateException("%s does not tell of %s".formatted(STAT, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
