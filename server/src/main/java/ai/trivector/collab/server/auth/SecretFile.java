package ai.trivector.collab.server.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret of a server that was given none, kept beside its data: tokens stay good when the
 * server is restarted.
 */
public final class SecretFile {

  private static final String FILE = "jwt-secret";
  private static final int BYTES = 32;

  /** One that somebody put there themselves need not be ours, but long enough for HS256. */
  private static final int MIN_LENGTH = 32;

  private SecretFile() {}

  /** The secret in {@code dataDir}, made on the first call. */
  public static String readOrMake(Path dataDir, SecureRandom random) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      make(file, dataDir, random);
    }
    String secret = Files.readString(file).strip();
    if (secret.length() < MIN_LENGTH) {
      throw new IOException(
          "%s holds no secret of at least %d characters; without the file, one is made"
              .formatted(file, MIN_LENGTH));
    }
    return secret;
  }

  private static void make(Path file, Path dataDir, SecureRandom random) throws IOException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    Files.createDirectories(dataDir);
    // Readable by us alone from the start, and there as a whole or not at all.
    Path unfinished = Files.createTempFile(dataDir, FILE, null);
    Files.writeString(unfinished, HexFormat.of().formatHex(bytes));
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
