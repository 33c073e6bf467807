package ai.trivector.collab.server.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The first bytes of a database: https://sqlite.org/fileformat2.html#the_database_header.
 *
 * @param isOfSqlite whether they are such a header at all
 * @param pageSize in bytes; the usual one where they are not
 * @param pageCount as whoever wrote the file last noted it; 0 where that is not known
 */
record FileHeader(boolean isOfSqlite, int pageSize, long pageCount) {

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 100;
  private static final int USUAL_PAGE = 4096;
  private static final int MIN_PAGE = 512;
  private static final int MAX_PAGE = 65_536;

  static FileHeader read(Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        while (header.hasRemaining() && channel.read(header) >= 0) {}
      }
    }
    int pageSize = Short.toUnsignedInt(header.getShort(16));
    if (pageSize == 1) {
      pageSize = MAX_PAGE; // One more than the field can hold.
    }
    boolean isOfSqlite =
        header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
            && pageSize >= MIN_PAGE
            && Integer.bitCount(pageSize) == 1;
    if (!isOfSqlite) {
      return new FileHeader(false, USUAL_PAGE, 0);
    }
    // Older writers do not keep the count, and leave it beside a number that is not theirs.
    boolean isCounted = header.getInt(24) == header.getInt(92);
    return new FileHeader(
        true, pageSize, isCounted ? Integer.toUnsignedLong(header.getInt(28)) : 0);
  }
}
