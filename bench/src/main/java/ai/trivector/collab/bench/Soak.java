package ai.trivector.collab.bench;

import ai.trivector.collab.bench.crash.CrashSoak;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** {@code ./dev soak}: runs one soak, and ends with 0 if nothing was wrong. */
public final class Soak {

  private static final int DEFAULT_CRASH_ROUNDS = 1000;

  private Soak() {}

  /**
   * Runs one, and leaves what is to be looked at where it failed.
   *
   * @param args which soak, and how long or how many
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    String which = args.length > 0 ? args[0] : "";
    int size = args.length > 1 ? Integer.parseInt(args[1]) : -1;
    Path dir = Files.createTempDirectory("trivector-soak-");
    boolean good;
    try {
      good =
          switch (which) {
            case "crash" ->
                new CrashSoak(dir, seed(), System.out).run(size < 0 ? DEFAULT_CRASH_ROUNDS : size);
            default -> throw new IllegalArgumentException("there is no soak '%s'".formatted(which));
          };
    } catch (RuntimeException e) {
      System.out.println("what it left is in " + dir);
      throw e;
    }
    if (good) {
      delete(dir);
    } else {
      System.out.println("what it left is in " + dir);
    }
    System.exit(good ? 0 : 1);
  }

  /** Another one each time, unless one is asked for. */
  private static long seed() {
    return Long.getLong("seed", System.nanoTime());
  }

  private static void delete(Path dir) throws IOException {
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
