package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file beside the log that is there for as long as a process writes with {@link Durability#OS}.
 * It says in which run of the operating system that was: where it is found after another boot, what
 * had been acknowledged last may not have reached the disk, and nobody else would know.
 */
final class RunMark {

  private static final String FILE = "trivector.run";

  /** Linux's name for one run of the system. */
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path file;

  private RunMark(Path file) {
    this.file = file;
  }

  static RunMark in(Path dataDir) {
    return new RunMark(dataDir.resolve(FILE));
  }

  /** Whether the newest events of the last process may be lost, though it told of them. */
  boolean tellsOfALostTail() throws IOException {
    return Files.exists(file) && !Files.readString(file).equals(thisBoot());
  }

  /** A process begins to write; the mark is on the disk before anything else is. */
  void set(Durability durability) throws IOException {
    switch (durability) {
      case FSYNC -> remove();
      case OS -> {
        Files.writeString(file, thisBoot());
        Replacement.force(file);
        Replacement.force(Replacement.directoryOf(file));
      }
    }
  }

  /** All is on the disk. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  /** A system that does not say counts as another one each time. */
  private static String thisBoot() throws IOException {
    return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID) : "unknown " + System.nanoTime();
  }
}
