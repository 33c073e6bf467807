package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own, small enough to be filled: what a full disk does to SQLite, to its
 * write-ahead log and to its shared memory, only a full disk shows.
 */
public final class SmallDisk implements AutoCloseable {

  private static final int BLOCK_BYTES = 4096;

  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** Mounts one; where the system does not permit that, the test says so and is skipped. */
  public static SmallDisk mount(Path at, int megabytes) throws IOException {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", at.toString()) == 0,
        "a file system can be mounted here, which takes root");
    return new SmallDisk(at);
  }

  public Path root() {
    return root;
  }

  /** Leaves not one block free. */
  public void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast())) {
      byte[] block = new byte[BLOCK_BYTES];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  public void free() throws IOException {
    Files.delete(ballast());
  }

  private Path ballast() {
    return root.resolve("ballast");
  }

  private static int run(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .onExit()
        .join()
        .exitValue();
  }

  @Override
  public void close() throws IOException {
    // Lazily: what a test that failed left open must not keep it.
    assertThat(run("umount", "-l", root.toString())).isZero();
  }
}
