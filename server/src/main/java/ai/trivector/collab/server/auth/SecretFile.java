package ai.trivector.collab.server.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret of a server that was given none, kept beside its data: tokens stay good when the
 * server is restarted.
 */
public final class SecretFile {

  private static final String FILE = "jwt-secret";
  private static final int BYTES = 32;

  private SecretFile() {}

  /** The secret in {@code dataDir}, made on the first call. */
  public static String readOrMake(Path dataDir, SecureRandom random) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String secret = HexFormat.of().formatHex(bytes);
    Files.createDirectories(dataDir);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret, StandardOpenOption.WRITE);
    return secret;
  }
}
