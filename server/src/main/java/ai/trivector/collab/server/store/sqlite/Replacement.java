package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that takes the place of another, which is kept beside it under a dated name. It is
 * made under one name, and has a second one once it is whole: where the process ends before it has
 * its real name, the next start can give it that instead of beginning a new log.
 */
final class Replacement {

  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  private static final DateTimeFormatter DATED =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The database, and what SQLite keeps beside it; the database goes first. */
  private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

  private Replacement() {}

  /** A name to make the new database under, at which nothing is. */
  static Path begin(Path database) throws IOException {
    delete(ready(database));
    Path unfinished = part(database, ".new");
    delete(unfinished);
    return unfinished;
  }

  static void delete(Path database) throws IOException {
    for (String part : PARTS) {
      Files.deleteIfExists(part(database, part));
    }
  }

  /** Puts what was made in its place; says what the old one is called now, if there was one. */
  static Optional<Path> finish(Path database, Instant now) throws IOException {
    Path unfinished = part(database, ".new");
    force(unfinished);
    Files.move(unfinished, ready(database), StandardCopyOption.ATOMIC_MOVE);
    return putInPlace(database, now);
  }

  static boolean isInterrupted(Path database) {
    return !Files.exists(database) && Files.exists(ready(database));
  }

  /** Finishes what a process had no time to; only who has the directory for itself may. */
  static void resume(Path database) {
    if (isInterrupted(database)) {
      try {
        putInPlace(database, Instant.now());
        LOG.info("event=replacement_finished file={}", database);
      } catch (IOException e) {
        throw new StoreException("%s cannot be put in its place: %s".formatted(database, e), e);
      }
    }
  }

  private static Optional<Path> putInPlace(Path database, Instant now) throws IOException {
    Path kept = part(database, ".replaced-" + DATED.format(now));
    if (Files.exists(kept)) {
      throw new StoreException("%s is there already".formatted(kept));
    }
    boolean wasAny = false;
    for (String part : PARTS) {
      if (Files.exists(part(database, part))) {
        Files.move(part(database, part), part(kept, part), StandardCopyOption.ATOMIC_MOVE);
        wasAny = true;
      }
    }
    Files.move(ready(database), database, StandardCopyOption.ATOMIC_MOVE);
    force(directoryOf(database));
    return wasAny ? Optional.of(kept) : Optional.empty();
  }

  /** Waits until the disk has this file, or the names in this directory. */
  static void force(Path path) throws IOException {
    StandardOpenOption how =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is in no directory");
    }
    return parent;
  }

  private static Path ready(Path database) {
    return part(database, ".ready");
  }

  private static Path part(Path database, String part) {
    return database.resolveSibling(database.getFileName() + part);
  }
}
