package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files before SQLite does. Where the write-ahead log is damaged SQLite would go on
 * from what is before the damage: what was acknowledged would be gone without a word, and its
 * numbers would be given again. Such a start is refused; one after a kill, which cuts off what was
 * being written and nobody had been told of, is not.
 *
 * <p>It reads the write-ahead log, a few megabytes, and the first page of the file. What is damaged
 * elsewhere in the file is found when it is read.
 */
final class FileCheck {

  /** What every refusal ends with. */
  static final String WAY_FORWARD =
      "restore a backup with 'restore FILE', or keep what can be read with 'recover'";

  private static final Logger LOG = LoggerFactory.getLogger(FileCheck.class);

  /** Where SQLite puts its locks; the page there is never written. */
  private static final long LOCK_BYTE = 0x4000_0000;

  private final Path file;
  private final boolean tailMayBeLost;

  private FileCheck(Path file, boolean tailMayBeLost) {
    this.file = file;
    this.tailMayBeLost = tailMayBeLost;
  }

  /**
   * Returns if SQLite may open the file, or make it. Nobody may be writing to it.
   *
   * @throws StoreException if something that was acknowledged would be lost; in one line
   */
  static void check(Path file) {
    check(file, false);
  }

  /**
   * The same, where what was acknowledged last may be lost, and is known to be.
   *
   * @param tailMayBeLost whether the write-ahead log may end earlier than it did
   */
  static void check(Path file, boolean tailMayBeLost) {
    try {
      new FileCheck(file, tailMayBeLost).check();
    } catch (IOException e) {
      throw new StoreException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private void check() throws IOException {
    long bytes = Files.exists(file) ? Files.size(file) : 0;
    FileHeader header = FileHeader.read(file);
    if (bytes > 0 && !header.isOfSqlite()) {
      throw refusal("%s is not a database of SQLite".formatted(file));
    }
    WriteAheadLog log = WriteAheadLog.read(WriteAheadLog.of(file), header.pageSize());
    Optional<WalIndex> index = WalIndex.read(WalIndex.of(file));
    if (bytes == 0) {
      checkMissing(log, index);
      return;
    }
    if (!tailMayBeLost) {
      checkLog(log, index);
    }
    checkLength(bytes, header, log);
    if (log.behind() > 0) {
      LOG.info(
          "event=torn_tail file={} frames_kept={} frames_dropped={}"
              + " note=\"what was being written when the last process ended\"",
          WriteAheadLog.of(file),
          log.frames(),
          log.behind());
    }
  }

  /** A file without content would be filled as a new one, and a log beside it be removed. */
  private void checkMissing(WriteAheadLog log, Optional<WalIndex> index) {
    if (Replacement.isInterrupted(file)) {
      throw new StoreException(
          "%s is missing, for a restore or a recovery was interrupted: the next start of the server finishes it"
              .formatted(file));
    }
    if (log.frames() > 0 || log.lost() > 0 || index.map(WalIndex::frames).orElse(0L) > 0) {
      throw refusal(
          "%s is %s, while its write-ahead log is there"
              .formatted(file, Files.exists(file) ? "empty" : "missing"));
    }
  }

  private void checkLog(WriteAheadLog log, Optional<WalIndex> index) {
    long lost = log.lost();
    long committed = index.filter(found -> isLost(found, log)).map(WalIndex::frames).orElse(0L);
    if (lost == 0 && committed == 0) {
      return;
    }
    String damage =
        committed > 0 && log.behind() == 0
            ? "ends at frame %d of %d".formatted(log.frames(), committed)
            : "is damaged behind frame %d".formatted(log.frames());
    throw refusal(
        "%s %s: at least %d committed transactions of it cannot be read, and to start would lose them"
            .formatted(WriteAheadLog.of(file), damage, Math.max(1, lost)));
  }

  /** Whether frames that were committed can neither be read nor are in the file. */
  private static boolean isLost(WalIndex index, WriteAheadLog log) {
    boolean isOfThisLog = !log.isWhole() || index.salts() == log.salts();
    boolean isAllInTheFile = index.copied() == index.frames() && log.frames() == 0;
    return isOfThisLog && log.frames() < index.frames() && !isAllInTheFile;
  }

  private void checkLength(long bytes, FileHeader header, WriteAheadLog log) {
    long pages = log.pageCount() > 0 ? log.pageCount() : header.pageCount();
    long there = bytes / header.pageSize();
    long missing = 0;
    for (long page = there + 1; page <= pages; page++) {
      if (!log.pages().get(Math.toIntExact(page)) && page != LOCK_BYTE / header.pageSize() + 1) {
        missing++;
      }
    }
    if (missing > 0) {
      throw refusal(
          "%s was cut short: it has %d of %d pages, and %d of the others are nowhere"
              .formatted(file, there, pages, missing));
    }
  }

  private static StoreException refusal(String damage) {
    return new StoreException(damage + "; " + WAY_FORWARD);
  }
}
