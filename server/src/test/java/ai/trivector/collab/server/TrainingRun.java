package ai.trivector.collab.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A short life of the packaged server, from which the JVM learns what to keep ready for the next
 * start (JEP 483, 514 and 515): {@code java TrainingRun.java CACHE JAVA-ARGUMENT...}. It needs only
 * a JDK, since it is run where there is nothing but one and the jar.
 */
public final class TrainingRun {

  /** Enough for the profile to have seen what happens for every message. */
  private static final int UPDATES = 1000;

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The JVM writes the cache when it ends, which takes longer than the end itself. */
  private static final Duration END = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Pattern SESSION_ID = Pattern.compile("\"session_id\":\"([^\"]+)\"");
  private static final int OK = 200;

  private final int port = freePort();
  private final HttpClient http = HttpClient.newHttpClient();

  private TrainingRun() {}

  /**
   * Runs the server once.
   *
   * @param args the cache to make, and the arguments by which java runs the server
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("trivector-training-");
    try {
      new TrainingRun().run(dir, Path.of(args[0]), List.of(args).subList(1, args.length));
    } finally {
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run(Path dir, Path target, List<String> arguments)
      throws IOException, InterruptedException {
    Path cache = dir.resolve("server.aot");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:AOTCacheOutput=" + cache);
    command.add("-Xlog:disable");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOST", InetAddress.getLoopbackAddress().getHostAddress());
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("DATA_DIR", dir.resolve("data").toString());
    builder.environment().put("LOG_DIR", dir.resolve("logs").toString());
    // What an .env here says is not for this run, whose clients are faster than any person.
    builder
        .environment()
        .putAll(
            Map.of(
                "ENV", "development",
                "ALLOW_ANONYMOUS", "true",
                "DURABILITY", "os",
                "MAX_MESSAGES_PER_SECOND", "100000"));
    builder.redirectErrorStream(true).redirectOutput(dir.resolve("output.log").toFile());
    Process server = builder.start();
    try {
      awaitHealth(server);
      live();
      server.destroy();
      if (!server.waitFor(END.toSeconds(), TimeUnit.SECONDS) || !Files.exists(cache)) {
        throw new IllegalStateException(
            "no cache was made:\n" + Files.readString(dir.resolve("output.log")));
      }
      Files.move(cache, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private void awaitHealth(Process server) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!isHealthy()) {
      if (!server.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("the server did not start");
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean isHealthy() throws InterruptedException {
    try {
      return get("/health").statusCode() == OK;
    } catch (IOException _) {
      return false;
    }
  }

  /** Two people, one of whom moves things. */
  private void live() throws IOException, InterruptedException {
    get("/trilogic");
    get("/ready");
    Matcher id =
        SESSION_ID.matcher(
            http.send(
                    request("/api/v1/sessions").POST(BodyPublishers.ofString("{}")).build(),
                    BodyHandlers.ofString())
                .body());
    if (!id.find()) {
      throw new IllegalStateException("no session was made");
    }
    Listener moves = new Listener();
    Listener looks = new Listener();
    WebSocket mover = connect(id.group(1), moves);
    WebSocket looker = connect(id.group(1), looks);
    send(mover, "{\"type\":\"auth\",\"payload\":{\"name\":\"Ada\"}}");
    send(looker, "{\"type\":\"auth\",\"payload\":{\"name\":\"Zoë\"}}");
    moves.await("auth:success");
    looks.await("auth:success");
    for (int n = 1; n <= UPDATES; n++) {
      send(
          mover,
          "{\"type\":\"presence:update\",\"payload\":{\"holding\":{\"param\":\"mu\",\"value\":0.6}}}");
      send(
          mover,
          String.format(
              Locale.ROOT,
              "{\"type\":\"param:update\",\"n\":%d,\"payload\":{\"mu\":%.4f}}",
              n,
              0.51 + n % 100 * 0.001));
      looks.await("param:broadcast");
    }
    mover.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    looker.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    get("/api/v1/sessions");
  }

  private WebSocket connect(String session, Listener listener) {
    URI uri = URI.create("ws://127.0.0.1:%d/api/v1/session/connect/%s".formatted(port, session));
    return http.newWebSocketBuilder().buildAsync(uri, listener).join();
  }

  private static void send(WebSocket socket, String text) {
    socket.sendText(text, true).join();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
        .timeout(ANSWER);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no port is free", e);
    }
  }

  /** Keeps what came, until it is asked for. */
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    /** A text comes in parts, however short it is. */
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        texts.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(text);
    }

    void await(String what) throws InterruptedException {
      String text;
      do {
        text = texts.poll(ANSWER.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
          throw new IllegalStateException("no %s came".formatted(what));
        }
      } while (!text.contains(what));
    }
  }
}
