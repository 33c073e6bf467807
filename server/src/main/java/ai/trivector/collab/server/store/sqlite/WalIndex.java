package ai.trivector.collab.server.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the shared memory beside a database remembers of its write-ahead log, as the last process
 * left it when it was killed: https://sqlite.org/walformat.html#the_wal_index_file_format. SQLite
 * notes a commit here only once it is as durable as it was to be, and forgets all of it when it
 * opens the database anew.
 *
 * @param salts of the log that it is about
 * @param frames how many frames of the log have been committed
 * @param copied how many of them are in the database file as well, for good
 */
record WalIndex(long salts, long frames, long copied) {

  private static final int VERSION = 3_007_000;

  /** It stands there twice, so that a reader sees when it is being changed. */
  private static final int HEADER_BYTES = 48;

  private static final int SUMMED = 40;
  private static final int BYTES = 2 * HEADER_BYTES + 4;

  static Path of(Path database) {
    return database.resolveSibling(database.getFileName() + "-shm");
  }

  /** Empty where there is none, or where it is not to be trusted. */
  static Optional<WalIndex> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          return Optional.empty();
        }
      }
    }
    boolean isWhole =
        Arrays.equals(bytes.array(), 0, HEADER_BYTES, bytes.array(), HEADER_BYTES, 2 * HEADER_BYTES)
            && bytes.getInt(0) == VERSION
            && isSummedUp(bytes);
    return isWhole
        ? Optional.of(
            new WalIndex(
                // As it stands in the log itself.
                bytes.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(32),
                Integer.toUnsignedLong(bytes.getInt(16)),
                Integer.toUnsignedLong(bytes.getInt(2 * HEADER_BYTES))))
        : Optional.empty();
  }

  private static boolean isSummedUp(ByteBuffer bytes) {
    int a = 0;
    int b = 0;
    for (int at = 0; at < SUMMED; at += 8) {
      a += bytes.getInt(at) + b;
      b += bytes.getInt(at + 4) + a;
    }
    return a == bytes.getInt(SUMMED) && b == bytes.getInt(SUMMED + 4);
  }
}
