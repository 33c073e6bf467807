package ai.trivector.collab.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file {@code .env}, and the example of it in the repository. */
final class EnvFileTest {

  private static final Path EXAMPLE = Path.of("..", ".env.example");
  private static final Pattern SETTING = Pattern.compile("(?m)^# ([A-Z_]+)=(.*)$");

  @TempDir Path directory;

  private Config load(String file, Map<String, String> environment)
      throws IOException, ConfigException {
    Files.writeString(directory.resolve(".env"), file);
    return Config.load(directory, environment);
  }

  @Test
  void without_the_file_all_is_at_its_default() throws ConfigException {
    assertThat(Config.load(directory, Map.of()).port()).isEqualTo(8000);
  }

  @Test
  void what_the_file_says_counts() throws IOException, ConfigException {
    Config config = load("# a comment\n\nPORT=9001\nHOST=\"::1\"\n", Map.of());
    assertThat(config.port()).isEqualTo(9001);
    assertThat(config.host()).isEqualTo("::1");
  }

  @Test
  void what_the_environment_says_counts_more() throws IOException, ConfigException {
    Config config = load("PORT=9001\nMAX_MEMBERS=7\n", Map.of("PORT", "9002"));
    assertThat(config.port()).isEqualTo(9002);
    assertThat(config.runtime().maxMembers()).isEqualTo(7);
  }

  @Test
  void a_line_that_is_none_is_refused_without_saying_what_is_in_it() {
    assertThatThrownBy(() -> load("PORT=9001\nJWT_SECRET hunter2hunter2\n", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(".env")
        .hasMessageContaining("NAME=value")
        .hasMessageNotContaining("hunter2");
  }

  /** Notes which variables are asked for. */
  private static final class Asked extends HashMap<String, String> {
    private static final long serialVersionUID = 1L;

    private final TreeSet<String> names = new TreeSet<>();

    @Override
    public @Nullable String get(@Nullable Object name) {
      names.add(String.valueOf(name));
      return super.get(name);
    }
  }

  @Test
  void the_example_names_every_variable_that_is_read_and_no_other()
      throws IOException, ConfigException {
    Asked asked = new Asked();
    Config.from(asked);
    assertThat(example().keySet()).isEqualTo(asked.names);
  }

  @Test
  void the_example_shows_the_defaults() throws IOException, ConfigException {
    assertThat(Config.from(example())).isEqualTo(Config.from(Map.of()));
  }

  @Test
  void the_example_changes_nothing_as_it_is() throws IOException, ConfigException {
    assertThat(load(Files.readString(EXAMPLE), Map.of())).isEqualTo(Config.from(Map.of()));
  }

  @Test
  void the_example_says_something_of_every_variable() throws IOException {
    Set<String> silent = new TreeSet<>(example().keySet());
    boolean said = false;
    for (String line : Files.readAllLines(EXAMPLE)) {
      Matcher setting = SETTING.matcher(line);
      if (line.isBlank()) {
        said = false;
      } else if (!setting.matches()) {
        said = true;
      } else if (said) {
        silent.remove(setting.group(1));
      }
    }
    assertThat(silent).isEmpty();
  }

  private static Map<String, String> example() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    Matcher setting = SETTING.matcher(Files.readString(EXAMPLE));
    while (setting.find()) {
      settings.put(setting.group(1), setting.group(2));
    }
    // The site's build reads it, and the server does not.
    settings.remove("NEXT_PUBLIC_WS_URL");
    return settings;
  }
}
