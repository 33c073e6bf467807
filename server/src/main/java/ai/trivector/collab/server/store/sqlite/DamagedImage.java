package ai.trivector.collab.server.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A copy of a damaged database that SQLite will read as far as it goes: what its write-ahead log
 * has is in the pages already, and pages that are missing are empty. The damaged files themselves
 * are left as they are.
 */
final class DamagedImage {

  /** Where the header says that there may be a write-ahead log, and where that there is none. */
  private static final int JOURNAL_AT = 18;

  private static final byte[] NO_WRITE_AHEAD_LOG = {1, 1};

  private DamagedImage() {}

  static Path make(Path file) throws IOException {
    Path image = file.resolveSibling(file.getFileName() + ".image");
    Replacement.delete(image);
    if (Files.exists(file)) {
      Files.copy(file, image);
    } else {
      Files.createFile(image);
    }
    try (FileChannel pages =
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Path logFile = WriteAheadLog.of(file);
      WriteAheadLog log = WriteAheadLog.read(logFile, FileHeader.read(file).pageSize());
      if (log.frames() > 0 && !isNewerThan(WalIndex.read(WalIndex.of(file)), log)) {
        log.copyInto(pages, logFile);
      }
      // Read from the image, where its first page may have come from the log.
      FileHeader header = FileHeader.read(image);
      extend(pages, header.pageCount() * header.pageSize());
      pages.write(ByteBuffer.wrap(NO_WRITE_AHEAD_LOG), JOURNAL_AT);
    }
    return image;
  }

  /** Whether the file has more than can be read of the log, whose pages would only be older. */
  private static boolean isNewerThan(Optional<WalIndex> index, WriteAheadLog log) {
    return index
        .filter(found -> found.salts() == log.salts() && found.copied() > log.frames())
        .isPresent();
  }

  private static void extend(FileChannel file, long bytes) throws IOException {
    if (file.size() < bytes) {
      // SQLite reads nothing of a file that is shorter than it says.
      file.write(ByteBuffer.allocate(1), bytes - 1);
    }
  }
}
