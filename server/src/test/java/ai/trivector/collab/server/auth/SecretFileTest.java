package ai.trivector.collab.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secret that a server makes itself. */
final class SecretFileTest {

  private final SecureRandom random = new SecureRandom();

  @TempDir Path parent;

  @Test
  void it_is_made_once_and_stays() throws IOException {
    Path dataDir = parent.resolve("not/there/yet");
    String secret = SecretFile.readOrMake(dataDir, random);
    assertThat(secret).matches("[0-9a-f]{64}");
    assertThat(SecretFile.readOrMake(dataDir, random)).isEqualTo(secret);
    assertThat(SecretFile.readOrMake(parent, random)).isNotEqualTo(secret);
  }

  @Test
  void nobody_else_can_read_it_and_nothing_is_left_beside_it() throws IOException {
    SecretFile.readOrMake(parent, random);
    try (Stream<Path> files = Files.list(parent)) {
      assertThat(files.toList())
          .singleElement()
          .extracting(SecretFileTest::permissions)
          .isEqualTo("rw-------");
    }
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void one_that_the_operator_put_there_is_taken() throws IOException {
    String own = "a secret that somebody thought up themselves";
    Files.writeString(parent.resolve("jwt-secret"), own + "\n");
    assertThat(SecretFile.readOrMake(parent, random)).isEqualTo(own);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "too short to sign with"})
  void a_file_that_holds_none_is_named(String content) throws IOException {
    Files.writeString(parent.resolve("jwt-secret"), content);
    assertThatThrownBy(() -> SecretFile.readOrMake(parent, random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("jwt-secret")
        .hasMessageContaining("at least 32 characters");
  }
}
