package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the only process on a data directory. It is a lock of the operating system, which
 * ends with the process however that ends, so that nothing stale is ever left to clean up. (SQLite
 * could lock its file itself, but then our own readers would be locked out as well.)
 */
final class DirectoryLock implements AutoCloseable {

  private static final String FILE = "trivector.lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock acquire(Path dataDir) {
    return tryAcquire(dataDir)
        .orElseThrow(() ->
            new StoreException(
                "the data directory %s is in use by another server: stop it, or set another DATA_DIR"
                    .formatted(dataDir)));
  }

  /** Empty where another process has it. */
  static Optional<DirectoryLock> tryAcquire(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
      FileChannel channel =
          FileChannel.open(
              dataDir.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new DirectoryLock(channel));
    } catch (IOException e) {
      String reason =
          e instanceof FileSystemException failure && failure.getReason() != null
              ? failure.getReason()
              : e.toString();
      throw new StoreException(
          "the data directory %s cannot be used: %s".formatted(dataDir, reason), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // The other server is one of this very process.
      return null;
    }
  }

  @Override
  public void close() {
    try {
      // The file stays: to remove it would let two processes lock two files of that name.
      channel.close();
    } catch (IOException e) {
      throw new StoreException("the lock of the data directory cannot be released: " + e, e);
    }
  }
}
