package ai.trivector.collab.server.store.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes, which a test may fill, and let nobody write to. */
public final class SmallDisk implements AutoCloseable {

  private static final int MEGABYTES = 8;
  private static final int TIMEOUT_SECONDS = 20;

  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** One in memory; empty where this process may not mount anything. */
  public static Optional<SmallDisk> inMemory(Path at) throws IOException {
    String size = "size=%dm".formatted(MEGABYTES);
    return run("mount", "-t", "tmpfs", "-o", size, "small", at.toString())
        ? Optional.of(new SmallDisk(at))
        : Optional.empty();
  }

  /** One on a device, which {@link #fail} makes read-only; empty where there can be none. */
  public static Optional<SmallDisk> onDevice(Path image, Path at) throws IOException {
    Files.write(image, new byte[MEGABYTES * 1024 * 1024]);
    return run("mkfs.ext4", "-q", "-m", "0", image.toString()) && mountDevice(image, at)
        ? Optional.of(new SmallDisk(at))
        : Optional.empty();
  }

  private static boolean mountDevice(Path image, Path at) throws IOException {
    return run("mount", "-o", "loop,errors=remount-ro", image.toString(), at.toString());
  }

  /** Takes all the space that is left. */
  public void fill() throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream ballast =
        Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        ballast.write(block);
      }
    } catch (IOException _) {
      // Full.
    }
  }

  public void empty() throws IOException {
    Files.delete(ballast());
  }

  /** As an operator does, which the system refuses while anybody has a file open to write. */
  void forbidWriting() throws IOException {
    require("mount", "-o", "remount,ro", root.toString());
  }

  void allowWriting() throws IOException {
    require("mount", "-o", "remount,rw", root.toString());
  }

  /** The system meets an error, and lets nobody write from then on, whoever has a file open. */
  public void fail() throws IOException {
    String device = Files.getFileStore(root).name();
    Files.writeString(
        Path.of("/sys/fs/ext4", device.substring(device.lastIndexOf('/') + 1), "trigger_fs_error"),
        "1");
  }

  /** As after a look at the disk; nobody may have a file of it open. */
  public void mountAgain(Path image) throws IOException {
    require("umount", root.toString());
    if (!mountDevice(image, root)) {
      throw new IOException("%s cannot be mounted again".formatted(image));
    }
  }

  private Path ballast() {
    return root.resolve("ballast");
  }

  /** Also if somebody still has a file of it open. */
  @Override
  public void close() throws IOException {
    require("umount", "--lazy", root.toString());
  }

  private static void require(String... command) throws IOException {
    if (!run(command)) {
      throw new IOException("this failed: " + String.join(" ", command));
    }
  }

  private static boolean run(String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
