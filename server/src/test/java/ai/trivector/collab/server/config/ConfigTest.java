package ai.trivector.collab.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.LogBound;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every setting: its default in each environment, what it takes, and what is said of the rest. */
final class ConfigTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private static Config production(String... more) throws ConfigException {
    Map<String, String> values = new HashMap<>(Map.of("ENV", "production", "JWT_SECRET", SECRET));
    for (String setting : more) {
      values.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return Config.from(values);
  }

  private static String refusal(Map<String, String> values) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> Config.from(values));
    assertThat(refused).as("%s is taken", values).isNotNull();
    assertThat(refused).message().hasLineCount(1);
    return String.valueOf(refused.getMessage());
  }

  @Test
  void development_is_open_to_this_machine_and_to_the_page_that_somebody_works_on()
      throws ConfigException {
    Config config = Config.from(Map.of());
    assertThat(config.environment()).isEqualTo(Config.Environment.DEVELOPMENT);
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.allowAnonymous()).isTrue();
    assertThat(config.frontendOrigins()).containsExactly("http://localhost:3000");
    assertThat(config.jwtSecret()).isEmpty();
  }

  @Test
  void production_is_open_to_the_network_and_closed_to_strangers() throws ConfigException {
    Config config = production();
    assertThat(config.environment()).isEqualTo(Config.Environment.PRODUCTION);
    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.allowAnonymous()).isFalse();
    assertThat(config.frontendOrigins()).isEmpty();
    assertThat(config.jwtSecret()).contains(SECRET);
  }

  @Test
  void the_rest_is_the_same_in_both() throws ConfigException {
    for (Config config : List.of(Config.from(Map.of()), production())) {
      assertThat(config.port()).isEqualTo(8000);
      assertThat(config.jwtExpiration()).isEqualTo(Duration.ofDays(1));
      assertThat(config.dataDir()).isEqualTo(Path.of("data"));
      assertThat(config.durability()).isEqualTo(Durability.FSYNC);
      assertThat(config.sessionTimeToLive()).contains(Duration.ofDays(30));
      assertThat(config.logBound()).isEqualTo(new LogBound(100_000));
      assertThat(config.runtime().conflictWindow()).isEqualTo(Duration.ofMillis(500));
      assertThat(config.runtime().presenceGrace()).isEqualTo(Duration.ofSeconds(5));
      assertThat(config.runtime().maxMembers()).isEqualTo(200);
      assertThat(config.runtime().maxSessions()).isEqualTo(10_000);
      assertThat(config.maxConnections()).isEqualTo(20_000);
      assertThat(config.messagesPerSecond()).isEqualTo(100);
      assertThat(config.transport()).isEqualTo(Config.Transport.EPOLL);
      assertThat(config.logLevel()).isEqualTo(Config.LogLevel.INFO);
      assertThat(config.logDir()).isEqualTo(Path.of("logs"));
      assertThat(config.metricsToken()).isEmpty();
    }
  }

  @Test
  void metrics_are_served_in_development_and_elsewhere_only_with_a_token() throws ConfigException {
    assertThat(Config.from(Map.of()).servesMetrics()).isTrue();
    assertThat(production().servesMetrics()).isFalse();
    assertThat(production("METRICS_TOKEN=" + SECRET).servesMetrics()).isTrue();
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        taken("ENV", "Development", Config::environment, Config.Environment.DEVELOPMENT),
        taken("HOST", " ::1 ", Config::host, "::1"),
        taken("PORT", "0", Config::port, 0),
        taken("PORT", "65535", Config::port, 65535),
        taken("JWT_EXPIRATION", "60", Config::jwtExpiration, Duration.ofMinutes(1)),
        taken("JWT_ALGORITHM", "HS256", Config::port, 8000),
        taken("ALLOW_ANONYMOUS", "FALSE", Config::allowAnonymous, false),
        taken("ALLOW_ANONYMOUS", "0", Config::allowAnonymous, false),
        taken("ALLOW_ANONYMOUS", "yes", Config::allowAnonymous, true),
        taken("ALLOW_ANONYMOUS", "on", Config::allowAnonymous, true),
        taken("DATA_DIR", "/var/lib/t", Config::dataDir, Path.of("/var/lib/t")),
        taken("DURABILITY", "OS", Config::durability, Durability.OS),
        taken("SESSION_TTL_DAYS", "1", Config::sessionTimeToLive, Optional.of(Duration.ofDays(1))),
        taken("SESSION_TTL_DAYS", "0", Config::sessionTimeToLive, Optional.empty()),
        taken("SESSION_MAX_EVENTS", "2000", Config::logBound, new LogBound(2000)),
        taken("SESSION_MAX_EVENTS", "0", Config::logBound, LogBound.NONE),
        taken("CONFLICT_WINDOW_MS", "0", c -> c.runtime().conflictWindow(), Duration.ZERO),
        taken("PRESENCE_GRACE_MS", "1", c -> c.runtime().presenceGrace(), Duration.ofMillis(1)),
        taken("MAX_MEMBERS", "2", c -> c.runtime().maxMembers(), 2),
        taken("MAX_SESSIONS", "3", c -> c.runtime().maxSessions(), 3),
        taken("MAX_CONNECTIONS", "4", Config::maxConnections, 4),
        taken("MAX_MESSAGES_PER_SECOND", "5", Config::messagesPerSecond, 5),
        taken("TRANSPORT", "io_uring", Config::transport, Config.Transport.IO_URING),
        taken("LOG_LEVEL", "Warn", Config::logLevel, Config.LogLevel.WARN),
        taken("LOG_DIR", "elsewhere", Config::logDir, Path.of("elsewhere")),
        taken("METRICS_TOKEN", SECRET, Config::metricsToken, Optional.of(SECRET)),
        taken("PORT", "", Config::port, 8000),
        taken("SOMETHING_ELSE", "x", Config::port, 8000));
  }

  private static Arguments taken(
      String name, String value, Function<Config, Object> setting, Object expected) {
    return Arguments.of(name, value, setting, expected);
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("settings")
  void a_good_value_is_taken(
      String name, String value, Function<Config, Object> setting, Object expected)
      throws ConfigException {
    assertThat(setting.apply(Config.from(Map.of(name, value)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ENV, staging, development or production",
    "PORT, 65536, a whole number from 0 to 65535",
    "PORT, -1, a whole number from 0 to 65535",
    "PORT, 8000.5, a whole number from 0 to 65535",
    "PORT, http, a whole number from 0 to 65535",
    "JWT_EXPIRATION, 59, a whole number from 60 to 31536000",
    "JWT_EXPIRATION, 1h, a whole number from 60 to 31536000",
    "JWT_ALGORITHM, none, HS256",
    "JWT_ALGORITHM, RS256, HS256",
    "ALLOW_ANONYMOUS, maybe, true or false",
    "DURABILITY, hope, fsync or os",
    "TRANSPORT, pigeon, epoll or io_uring",
    "CONFLICT_WINDOW_MS, -1, a whole number from 0 to 600000",
    "PRESENCE_GRACE_MS, 600001, a whole number from 0 to 600000",
    "MAX_MEMBERS, 0, a whole number from 1 to 10000",
    "MAX_SESSIONS, 0, a whole number from 1 to 1000000",
    "MAX_CONNECTIONS, 0, a whole number from 1 to 1000000",
    "MAX_MESSAGES_PER_SECOND, 0, a whole number from 1 to 100000",
    "LOG_LEVEL, verbose, debug or info or warn or error",
    "FRONTEND_URL, *, origins such as https://example.org",
  })
  void a_bad_value_stops_the_start_with_its_name_itself_and_what_would_be_good(
      String name, String value, String allowed) {
    assertThat(refusal(Map.of(name, value)))
        .startsWith("%s='%s' cannot be used; allowed is %s".formatted(name, value, allowed));
  }

  @Test
  void a_value_of_many_lines_is_shown_in_one_and_a_long_one_in_part() {
    assertThat(refusal(Map.of("PORT", "80\n\t00"))).startsWith("PORT='80 00'");
    assertThat(refusal(Map.of("PORT", "9".repeat(5000)))).hasSizeLessThan(300);
  }

  @Test
  void a_secret_that_is_too_short_is_refused_and_not_said_back() {
    String almost = SECRET.substring(1);
    for (String environment : List.of("development", "production")) {
      assertThat(refusal(Map.of("ENV", environment, "JWT_SECRET", almost)))
          .contains("JWT_SECRET", "at least 32 characters")
          .doesNotContain(almost);
    }
    assertThat(refusal(Map.of("METRICS_TOKEN", almost)))
        .contains("METRICS_TOKEN", "at least 32 characters")
        .doesNotContain(almost);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void production_without_a_secret_does_not_start(String secret) {
    assertThat(refusal(Map.of("ENV", "production", "JWT_SECRET", secret)))
        .contains("JWT_SECRET is not set", "ENV=production", "openssl rand -hex 32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DATABASE_URL", "REDIS_URL"})
  void an_engine_that_there_is_not_is_refused_without_saying_its_password(String name) {
    assertThat(refusal(Map.of(name, "redis://user:hunter2@host:6379")))
        .contains(name, "SQLite")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org, https://example.org",
    "https://example.org/, https://example.org",
    "HTTPS://Example.ORG, https://example.org",
    "https://example.org:443, https://example.org",
    "http://example.org:80/, http://example.org",
    "http://example.org:443, http://example.org:443",
    "http://127.0.0.1:3000, http://127.0.0.1:3000",
    "http://[::1]:3000, http://[::1]:3000",
  })
  void an_origin_is_kept_as_a_browser_names_it(String given, String kept) throws ConfigException {
    assertThat(production("FRONTEND_URL=" + given).frontendOrigins()).containsExactly(kept);
  }

  @Test
  void there_may_be_several_origins() throws ConfigException {
    assertThat(
            production("FRONTEND_URL= https://a.example , https://b.example/,").frontendOrigins())
        .containsExactly("https://a.example", "https://b.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "//example.org",
        "ftp://example.org",
        "https://",
        "https://example.org/app",
        "https://example.org//",
        "https://example.org?a=b",
        "https://example.org#a",
        "https://me@example.org",
        "https://*.example.org",
        "https://example.org:99999",
        "https://exa mple.org",
        "https://a.example,nonsense",
        "null",
      })
  void what_is_no_origin_is_refused(String given) {
    assertThat(refusal(Map.of("FRONTEND_URL", given))).startsWith("FRONTEND_URL='");
  }
}
