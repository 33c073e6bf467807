package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.config.Config;
import ai.trivector.collab.server.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A real server with a port of its own, over a data directory that outlives it. */
final class LiveServer implements AutoCloseable {

  static final String SESSIONS = "/api/v1/sessions";
  static final String ANONYMOUS = "/api/v1/auth/anonymous";
  static final String REFRESH = "/api/v1/auth/refresh";

  /** The tests' own; in {@link LogFileTest} it must not be in the log, as no secret must. */
  static final String SECRET = "a secret of the tests, of more than 32 characters";

  /** No test waits for this long; one that would has failed. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  private final Path dataDir;
  private final Map<String, String> settings;
  private Server server;

  private LiveServer(Path dataDir, Map<String, String> settings) {
    this.dataDir = dataDir;
    this.settings = settings;
    this.server = open();
  }

  /** Starts one; each setting is a {@code NAME=value} that differs from what is usual here. */
  static LiveServer start(Path dataDir, String... settings) {
    Map<String, String> all = new HashMap<>();
    // What is on the disk when the machine loses its power is the store's own tests' concern.
    all.put("DURABILITY", "os");
    all.put("PORT", "0");
    all.put("JWT_SECRET", SECRET);
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      all.put(parts[0], parts[1]);
    }
    return new LiveServer(dataDir, all);
  }

  private Server open() {
    try {
      Map<String, String> values = new HashMap<>(settings);
      values.put("DATA_DIR", dataDir.toString());
      return Server.start(Config.from(values));
    } catch (ConfigException | StartException e) {
      throw new IllegalStateException(e);
    }
  }

  void stop() {
    server.stop();
  }

  /** Starts it again over what it has left; on another port, as it happens. */
  void startAgain() {
    server = open();
  }

  int port() {
    return server.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(TIMEOUT);
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(with(request(path), headers));
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return send(with(request(path).POST(BodyPublishers.ofString(body)), headers));
  }

  HttpResponse<String> call(String method, String path, String... headers) {
    return send(with(request(path).method(method, BodyPublishers.noBody()), headers));
  }

  /** Sends it, and holds the answer to the contract. */
  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      RestContract.check(response);
      return response;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  String createSession() {
    HttpResponse<String> response = post(SESSIONS, "{}");
    assertThat(response.statusCode()).isEqualTo(201);
    return new JsonObject(response.body()).getString("session_id");
  }

  String token(String name) {
    String body = new JsonObject().put("username", name).encode();
    return new JsonObject(post(ANONYMOUS, body).body()).getString("token");
  }

  JsonObject session(String id) {
    return new JsonObject(get(SESSIONS + "/" + id).body());
  }

  JsonArray sessions() {
    return new JsonArray(get(SESSIONS).body());
  }

  Tab connect(String session, String... headers) {
    return Tab.open(HTTP, port(), session, headers);
  }

  /** A tab of somebody without a token, which is in the session when this returns. */
  Tab join(String session, String clientId) {
    Tab tab =
        connect(session).auth(new JsonObject().put("name", clientId).put("clientId", clientId));
    tab.next("auth:success");
    tab.next("session:joined");
    return tab;
  }

  @Override
  public void close() {
    server.stop();
  }
}
