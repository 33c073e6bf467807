package ai.trivector.collab.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.auth.Gate;
import ai.trivector.collab.server.auth.Tokens;
import ai.trivector.collab.server.http.Checkup;
import ai.trivector.collab.server.http.Routes;
import ai.trivector.collab.server.http.Site;
import ai.trivector.collab.server.runtime.RuntimeSettings;
import ai.trivector.collab.server.runtime.SessionRegistry;
import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.server.websocket.NettyLoop;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code docs/openapi.yaml} against the server: every answer that it lists is really given, and
 * every path that there is is listed. That the answers look as it says is checked of every answer
 * in every test; see {@link RestContract}.
 */
final class OpenApiTest {

  private static final String NONE = LiveServer.SESSIONS + "/none";
  private static final String CONNECT = "/api/v1/session/connect/none";
  private static final String TOKEN = "what Prometheus says, in 32 characters";
  private static final String BIG = " ".repeat(16 * 1024 + 1);

  @TempDir static Path dataDir;

  private static LiveServer server;

  /** The routes over a log that cannot serve. */
  private static Vertx vertx;

  private static Router router;
  private static int brokenPort;

  @BeforeAll
  static void start() {
    server = LiveServer.start(dataDir, "METRICS_TOKEN=" + TOKEN);
    vertx = Vertx.vertx();
    router = Routes.create(vertx, overALogThatCannotServe());
    brokenPort =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await().actualPort();
  }

  @AfterAll
  static void stop() {
    server.close();
    vertx.close().await();
  }

  private static Routes.Parts overALogThatCannotServe() {
    InMemoryEventStore store = new InMemoryEventStore(Runnable::run);
    store.close();
    Ids ids = new Ids(new SecureRandom());
    InstantSource clock = InstantSource.system();
    EventLoop loop = ((VertxInternal) vertx).nettyEventLoopGroup().next();
    Tokens tokens = new Tokens(LiveServer.SECRET, Duration.ofHours(1), clock);
    RuntimeSettings settings =
        new RuntimeSettings(Duration.ZERO, Duration.ZERO, 1, 1, Duration.ofMinutes(1));
    return new Routes.Parts(
        new SessionRegistry(List.of(new NettyLoop(loop)), store, clock, ids::client, settings),
        context -> context.response().setStatusCode(426).end(),
        new Gate(tokens, true, ids::user),
        tokens,
        clock,
        ids::session,
        ids::epoch,
        new Checkup(store::check, clock),
        Site.load(),
        () -> false,
        () -> 0,
        List.of(),
        Optional.empty(),
        "test");
  }

  /** How to bring about each answer: what is asked, and what status comes back. */
  private static Map<String, Callable<Integer>> answers() {
    Map<String, Callable<Integer>> answers = new TreeMap<>();
    String sessions = LiveServer.SESSIONS;
    answers.put("post " + sessions + " 201", () -> post(sessions, "{}"));
    answers.put("post " + sessions + " 400", () -> post(sessions, "["));
    answers.put("post " + sessions + " 413", () -> post(sessions, BIG));
    answers.put("post " + sessions + " 503", () -> broken("POST", sessions));
    answers.put("get " + sessions + " 200", () -> server.get(sessions).statusCode());
    answers.put("get " + sessions + " 503", () -> broken("GET", sessions));
    String one = sessions + "/{session_id}";
    answers.put("get " + one + " 200", () -> server.get(made()).statusCode());
    answers.put("get " + one + " 404", () -> server.get(NONE).statusCode());
    answers.put("get " + one + " 503", () -> broken("GET", NONE));
    answers.put("delete " + one + " 200", () -> server.call("DELETE", made()).statusCode());
    answers.put("delete " + one + " 404", () -> server.call("DELETE", NONE).statusCode());
    answers.put("delete " + one + " 503", () -> broken("DELETE", NONE));
    String connect = "/api/v1/session/connect/{session_id}";
    answers.put("get " + connect + " 101", () -> upgrade("dGhlIHNhbXBsZSBub25jZQ=="));
    answers.put("get " + connect + " 400", () -> upgrade("no key"));
    answers.put("get " + connect + " 426", () -> server.get(CONNECT).statusCode());
    String anonymous = LiveServer.ANONYMOUS;
    answers.put("post " + anonymous + " 200", () -> post(anonymous, ""));
    answers.put("post " + anonymous + " 400", () -> post(anonymous, "["));
    answers.put("post " + anonymous + " 413", () -> post(anonymous, BIG));
    String refresh = LiveServer.REFRESH;
    answers.put("post " + refresh + " 200", () -> post(refresh, tokenBody(server.token("Ada"))));
    answers.put("post " + refresh + " 400", () -> post(refresh, "{}"));
    answers.put("post " + refresh + " 401", () -> post(refresh, tokenBody("another's")));
    answers.put("post " + refresh + " 413", () -> post(refresh, BIG));
    String metrics = "/metrics";
    answers.put("get " + metrics + " 200", () -> metricsWith("Bearer " + TOKEN));
    answers.put("get " + metrics + " 401", () -> metricsWith("Bearer another's"));
    answers.put("get " + metrics + " 404", () -> broken("GET", metrics));
    for (String path : List.of("/health", "/ready")) {
      answers.put("get " + path + " 200", () -> server.get(path).statusCode());
      answers.put("get " + path + " 503", () -> broken("GET", path));
    }
    return answers;
  }

  private static int metricsWith(String authorization) {
    return server.get("/metrics", "Authorization", authorization).statusCode();
  }

  private static int post(String path, String body) {
    return server.post(path, body).statusCode();
  }

  private static String made() {
    return LiveServer.SESSIONS + "/" + server.createSession();
  }

  private static String tokenBody(String token) {
    return new JsonObject().put("token", token).encode();
  }

  private static int broken(String method, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + brokenPort + path))
                  .timeout(LiveServer.TIMEOUT)
                  .method(method, BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      RestContract.check(response);
      return response.statusCode();
    }
  }

  /** A client of HTTP does not let us say what an upgrade takes. */
  private static int upgrade(String key) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) LiveServer.TIMEOUT.toMillis());
      String request =
          "GET %s HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n"
              .formatted(CONNECT, key);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), US_ASCII);
      return Integer.parseInt(status.substring("HTTP/1.1 ".length()));
    }
  }

  @Test
  void every_answer_that_is_listed_is_tried() {
    Set<String> listed = new TreeSet<>();
    operations()
        .forEach((operation, description) ->
            description
                .path("responses")
                .propertyNames()
                .forEach(status -> listed.add(operation + " " + status)));
    assertThat(answers().keySet()).isEqualTo(listed);
  }

  @TestFactory
  List<DynamicTest> every_answer_that_is_listed_is_given() {
    return answers().entrySet().stream()
        .map(answer ->
            DynamicTest.dynamicTest(
                answer.getKey(),
                () -> assertThat(answer.getKey()).endsWith(" " + answer.getValue().call())))
        .toList();
  }

  @Test
  void every_route_is_listed() {
    Set<String> routed = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      String path = route.getPath();
      if (path == null || path.equals("/") || path.equals("/api/") || path.equals("/trilogic")) {
        // What holds for all paths, and the page.
        continue;
      }
      String template = path.replaceAll(":\\w+", "{session_id}");
      Set<HttpMethod> methods = route.methods();
      if (methods != null && !methods.contains(HttpMethod.HEAD)) {
        methods.forEach(method -> routed.add(lower(method) + " " + template));
      } else if (template.contains("/connect/")) {
        // It says itself that it takes nothing but GET.
        routed.add("get " + template);
      }
    }
    assertThat(routed).isEqualTo(operations().keySet());
  }

  private static String lower(HttpMethod method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    for (var path : Contract.REST.at("/paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (!operation.getKey().equals("parameters")) {
          operations.put(operation.getKey() + " " + path.getKey(), operation.getValue());
        }
      }
    }
    return operations;
  }

  @Test
  void every_operation_has_a_name_of_its_own() {
    assertThat(
            operations().values().stream()
                .map(operation -> operation.path("operationId").asString())
                .collect(Collectors.toList()))
        .doesNotHaveDuplicates()
        .doesNotContain("");
  }
}
