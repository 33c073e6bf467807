package ai.trivector.collab.server.config;

import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.server.runtime.RuntimeSettings;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.LogBound;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All settings, checked before anything is opened.
 *
 * @param frontendOrigins origins other than the server's own that browsers may come from
 * @param jwtSecret empty where none was given, which only development allows
 * @param metricsToken what whoever asks for the metrics has to know
 * @param sessionTimeToLive how long a session that nobody touches is kept; empty for ever
 */
public record Config(
    Environment environment,
    String host,
    int port,
    List<String> frontendOrigins,
    Optional<String> jwtSecret,
    Duration jwtExpiration,
    boolean allowAnonymous,
    Path dataDir,
    Durability durability,
    Optional<Duration> sessionTimeToLive,
    LogBound logBound,
    RuntimeSettings runtime,
    int maxConnections,
    int messagesPerSecond,
    Transport transport,
    Optional<String> metricsToken,
    LogLevel logLevel,
    Path logDir) {

  /** Where the server runs; it decides what is a safe default. */
  public enum Environment {
    DEVELOPMENT,
    PRODUCTION
  }

  /** How the server asks Linux for what the network has; elsewhere there is no choice. */
  public enum Transport {
    EPOLL,
    IO_URING
  }

  /** From which level on there is a log line. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** HS256 takes a key of at least its hash's 256 bits. */
  public static final int MIN_SECRET_BYTES = 32;

  private static final String ENV_FILE = ".env";

  private static final int DEFAULT_PORT = 8000;
  private static final int MAX_PORT = 65_535;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int DEFAULT_JWT_SECONDS = 24 * 60 * 60;
  private static final int MAX_JWT_SECONDS = 365 * 24 * 60 * 60;
  private static final int DEFAULT_MAX_MEMBERS = 200;
  private static final int DEFAULT_MAX_SESSIONS = 10_000;
  private static final int DEFAULT_MAX_CONNECTIONS = 20_000;
  private static final int DEFAULT_MESSAGES_PER_SECOND = 100;
  private static final int DEFAULT_TTL_DAYS = 30;
  private static final int MAX_TTL_DAYS = 100 * 365;

  /** The history of eight hours in which somebody always moves something, in some 12 MB. */
  private static final int DEFAULT_MAX_EVENTS = 100_000;

  /** Half of the bound always stays, and has to be enough for everybody who may resume. */
  private static final int LEAST_MAX_EVENTS = 2 * Limits.MAX_MISSED_MESSAGES;

  private static final Duration DEFAULT_CONFLICT_WINDOW = Duration.ofMillis(500);
  private static final Duration DEFAULT_PRESENCE_GRACE = Duration.ofSeconds(5);

  /** A session that nobody is in leaves memory after this; it costs a read to come back. */
  private static final Duration IDLE_AFTER = Duration.ofMinutes(1);

  private static final Duration MAX_DURATION = Duration.ofMinutes(10);

  /**
   * Reads {@code .env} of this directory, if there is one, and what the environment says instead.
   */
  public static Config load(Path directory, Map<String, String> environment)
      throws ConfigException {
    Map<String, String> values = new HashMap<>();
    // Most servers have no such file, and then start without what reads it.
    if (Files.exists(directory.resolve(ENV_FILE))) {
      values.putAll(envFile(directory));
    }
    values.putAll(environment);
    return from(values);
  }

  private static Map<String, String> envFile(Path directory) throws ConfigException {
    Map<String, String> values = new HashMap<>();
    try {
      Dotenv.configure()
          .directory(directory.toString())
          .ignoreIfMissing()
          .load()
          .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
          .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
      return values;
    } catch (DotenvException _) {
      // Its message quotes the line, which may be that of the secret.
      throw new ConfigException(
          "%s has a line that is neither NAME=value nor a comment that begins with #"
              .formatted(directory.resolve(ENV_FILE)));
    }
  }

  /** Whether metrics are served at all: where others can reach the server, only with a token. */
  public boolean servesMetrics() {
    return metricsToken.isPresent() || environment == Environment.DEVELOPMENT;
  }

  /** Checks these values, which are named as environment variables are. */
  public static Config from(Map<String, String> values) throws ConfigException {
    Variables variables = new Variables(values);
    Environment environment = variables.oneOf("ENV", Environment.class, Environment.DEVELOPMENT);
    boolean development = environment == Environment.DEVELOPMENT;
    refuseUnsupported(variables);
    return new Config(
        environment,
        // In development nobody else on the network is meant to reach it.
        variables.text("HOST").orElse(development ? "127.0.0.1" : "0.0.0.0"),
        variables.number("PORT", DEFAULT_PORT, 0, MAX_PORT),
        origins(variables, development),
        secret(variables, development),
        Duration.ofSeconds(
            variables.number("JWT_EXPIRATION", DEFAULT_JWT_SECONDS, 60, MAX_JWT_SECONDS)),
        variables.flag("ALLOW_ANONYMOUS", development),
        Path.of(variables.text("DATA_DIR").orElse("data")),
        variables.oneOf("DURABILITY", Durability.class, Durability.FSYNC),
        timeToLive(variables),
        logBound(variables),
        new RuntimeSettings(
            variables.millis("CONFLICT_WINDOW_MS", DEFAULT_CONFLICT_WINDOW, MAX_DURATION),
            variables.millis("PRESENCE_GRACE_MS", DEFAULT_PRESENCE_GRACE, MAX_DURATION),
            variables.number("MAX_MEMBERS", DEFAULT_MAX_MEMBERS, 1, 10_000),
            variables.number("MAX_SESSIONS", DEFAULT_MAX_SESSIONS, 1, 1_000_000),
            IDLE_AFTER),
        variables.number("MAX_CONNECTIONS", DEFAULT_MAX_CONNECTIONS, 1, 1_000_000),
        variables.number("MAX_MESSAGES_PER_SECOND", DEFAULT_MESSAGES_PER_SECOND, 1, 100_000),
        variables.oneOf("TRANSPORT", Transport.class, Transport.EPOLL),
        secretFrom(variables, "METRICS_TOKEN"),
        variables.oneOf("LOG_LEVEL", LogLevel.class, LogLevel.INFO),
        Path.of(variables.text("LOG_DIR").orElse("logs")));
  }

  /** To go on without what these ask for would be worse than not to start. */
  private static void refuseUnsupported(Variables variables) throws ConfigException {
    for (String name : List.of("DATABASE_URL", "REDIS_URL")) {
      if (variables.text(name).isPresent()) {
        throw new ConfigException(
            "%s is set, but this version keeps its log in SQLite only; unset it".formatted(name));
      }
    }
  }

  private static Optional<Duration> timeToLive(Variables variables) throws ConfigException {
    int days = variables.number("SESSION_TTL_DAYS", DEFAULT_TTL_DAYS, 0, MAX_TTL_DAYS);
    return days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days));
  }

  private static LogBound logBound(Variables variables) throws ConfigException {
    int events = variables.number("SESSION_MAX_EVENTS", DEFAULT_MAX_EVENTS, 0, Integer.MAX_VALUE);
    if (events > 0 && events < LEAST_MAX_EVENTS) {
      throw new ConfigException(
          "SESSION_MAX_EVENTS",
          Integer.toString(events),
          "0, which keeps all, or a whole number from %d to %d"
              .formatted(LEAST_MAX_EVENTS, Integer.MAX_VALUE));
    }
    return new LogBound(events);
  }

  private static Optional<String> secret(Variables variables, boolean development)
      throws ConfigException {
    String algorithm = variables.text("JWT_ALGORITHM").orElse("HS256");
    if (!algorithm.equals("HS256")) {
      throw new ConfigException("JWT_ALGORITHM", algorithm, "HS256");
    }
    Optional<String> secret = secretFrom(variables, "JWT_SECRET");
    if (secret.isEmpty() && !development) {
      throw new ConfigException(
          "JWT_SECRET is not set, and ENV=production needs one of at least %d characters; make one with: openssl rand -hex 32"
              .formatted(MIN_SECRET_BYTES));
    }
    return secret;
  }

  private static Optional<String> secretFrom(Variables variables, String name)
      throws ConfigException {
    Optional<String> secret = variables.text(name);
    // The value itself is never said back: the line ends up in logs.
    if (secret.isPresent() && secret.get().length() < MIN_SECRET_BYTES) {
      throw new ConfigException(
          name, "…", "a secret of at least %d characters".formatted(MIN_SECRET_BYTES));
    }
    return secret;
  }

  private static List<String> origins(Variables variables, boolean development)
      throws ConfigException {
    List<String> origins = variables.list("FRONTEND_URL");
    List<String> clean = new ArrayList<>();
    for (String origin : origins) {
      clean.add(
          originOf(origin.toLowerCase(Locale.ROOT))
              .orElseThrow(() ->
                  new ConfigException(
                      "FRONTEND_URL",
                      origin,
                      "origins such as https://example.org, separated by commas")));
    }
    // The port on which Next.js serves the page while somebody works on it.
    return clean.isEmpty() && development ? List.of("http://localhost:3000") : List.copyOf(clean);
  }

  /**
   * The origin as a browser names it: without a path, and without the port that goes without
   * saying.
   */
  private static Optional<String> originOf(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      boolean isWeb = "http".equals(scheme) || "https".equals(scheme);
      String host = uri.getHost();
      int port = uri.getPort();
      if (!isWeb || host == null || port > MAX_PORT || !isOnlyAnOrigin(uri)) {
        return Optional.empty();
      }
      boolean isUsual = port < 0 || port == (scheme.equals("http") ? HTTP_PORT : HTTPS_PORT);
      return Optional.of(scheme + "://" + host + (isUsual ? "" : ":" + port));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static boolean isOnlyAnOrigin(URI uri) {
    return uri.getUserInfo() == null
        && uri.getQuery() == null
        && uri.getFragment() == null
        && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
  }
}
