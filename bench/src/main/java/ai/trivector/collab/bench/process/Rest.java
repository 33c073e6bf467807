package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few REST calls that a soak needs. Any thread; each waits for its answer. */
public final class Rest implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern SESSION_ID = Pattern.compile("\"session_id\":\"([^\"]+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final String origin;

  Rest(int port) {
    origin = "http://127.0.0.1:" + port;
  }

  /** False too where nobody listens. */
  boolean isReady() {
    try {
      return send(request("/ready").GET().build()).statusCode() == OK;
    } catch (IOException _) {
      return false;
    }
  }

  public String createSession() {
    HttpResponse<String> answer =
        require(request("/api/v1/sessions").POST(BodyPublishers.ofString("{}")).build(), CREATED);
    Matcher id = SESSION_ID.matcher(answer.body());
    if (!id.find()) {
      throw new IllegalStateException("a session without an id: " + answer.body());
    }
    return id.group(1);
  }

  /** A token of somebody new. */
  public String createToken() {
    HttpResponse<String> answer =
        require(request("/api/v1/auth/anonymous").POST(BodyPublishers.ofString("{}")).build(), OK);
    Matcher token = TOKEN.matcher(answer.body());
    if (!token.find()) {
      throw new IllegalStateException("no token: " + answer.body());
    }
    return token.group(1);
  }

  public void deleteSession(String id) {
    require(request("/api/v1/sessions/" + id).DELETE().build(), OK);
  }

  /** The body of whatever is found at this path. */
  public String get(String path) {
    return require(request(path).GET().build(), OK).body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path)).timeout(TIMEOUT);
  }

  private HttpResponse<String> require(HttpRequest request, int status) {
    try {
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() != status) {
        throw new IllegalStateException(
            "%s was answered by %d: %s".formatted(request, answer.statusCode(), answer.body()));
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(request + " was not answered", e);
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
