package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client of a session. Every frame that it takes is held to {@code docs/asyncapi.yaml}. */
final class Tab implements AutoCloseable {

  private sealed interface Received {

    record Frame(JsonObject message) implements Received {}

    record Closed(int code) implements Received {}

    /** The connection ended without a goodbye. */
    record Lost(Throwable reason) implements Received {}
  }

  private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
  private final WebSocket socket;

  private Tab(HttpClient http, URI uri, String... headers) {
    WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(LiveServer.TIMEOUT);
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket = builder.buildAsync(uri, new Listener(inbox)).join();
  }

  static Tab open(HttpClient http, int port, String session, String... headers) {
    String uri = "ws://127.0.0.1:%d/api/v1/session/connect/%s".formatted(port, session);
    return new Tab(http, URI.create(uri), headers);
  }

  /** On the client's threads; the queue is what they share with the test. */
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<Received> inbox;
    private final StringBuilder text = new StringBuilder();

    Listener(BlockingQueue<Received> inbox) {
      this.inbox = inbox;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        inbox.add(new Received.Frame(new JsonObject(text.toString())));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      inbox.add(new Received.Closed(code));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      inbox.add(new Received.Lost(error));
    }
  }

  Tab send(String frame) {
    CompletableFuture<WebSocket> sent = socket.sendText(frame, true);
    sent.orTimeout(LiveServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    return this;
  }

  Tab send(String type, JsonObject payload) {
    return send(new JsonObject().put("type", type).put("payload", payload).encode());
  }

  Tab auth(JsonObject payload) {
    return send("auth", payload);
  }

  /** Moves one parameter, as a client that knows no extension does. */
  Tab move(String param, double value) {
    return send("param:update", new JsonObject().put(param, value));
  }

  Tab move(long n, long baseSeq, String param, double value) {
    return send(
        new JsonObject()
            .put("type", "param:update")
            .put("n", n)
            .put("baseSeq", baseSeq)
            .put("payload", new JsonObject().put(param, value))
            .encode());
  }

  /** The next frame, whatever it is. */
  JsonObject next() {
    Received next = take();
    assertThat(next).isInstanceOf(Received.Frame.class);
    JsonObject message = ((Received.Frame) next).message();
    SocketContract.check(message);
    return message;
  }

  /** The next frame, which has to be of this type. */
  JsonObject next(String type) {
    JsonObject message = next();
    assertThat(message.getString("type")).as(message.encode()).isEqualTo(type);
    return message;
  }

  /** The next frame's payload. */
  JsonObject payload(String type) {
    return next(type).getJsonObject("payload");
  }

  /** What the session has told this client by now, and it has not taken yet. */
  List<JsonObject> toldByNow() {
    // A position that no log has reached is answered in its turn, and by the state alone.
    send("session:resync", new JsonObject().put("lastSeenSeq", Long.MAX_VALUE));
    List<JsonObject> told = new ArrayList<>();
    while (true) {
      JsonObject message = next();
      if (message.getString("type").equals("session:state")) {
        return told;
      }
      told.add(message);
    }
  }

  /** The code with which the server closes, as the very next thing that it says. */
  int closeCode() {
    Received next = take();
    assertThat(next).isInstanceOf(Received.Closed.class);
    return ((Received.Closed) next).code();
  }

  /** Whether the server closes with this code, rather than saying this. */
  boolean isClosedWith(int code, String type) {
    Received next = take();
    while (next instanceof Received.Frame(JsonObject message)
        && !message.getString("type").equals(type)) {
      next = take();
    }
    return next.equals(new Received.Closed(code));
  }

  /** What is still said before the server closes with this code. */
  List<JsonObject> untilClosed(int code) {
    List<JsonObject> said = new ArrayList<>();
    Received next = take();
    while (next instanceof Received.Frame(JsonObject message)) {
      SocketContract.check(message);
      said.add(message);
      next = take();
    }
    assertThat(next).isEqualTo(new Received.Closed(code));
    return said;
  }

  private Received take() {
    try {
      Received next = inbox.poll(LiveServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new AssertionError("the server said nothing within " + LiveServer.TIMEOUT);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The connection is gone, without a word; as when a cable is pulled. */
  void drop() {
    socket.abort();
  }

  /** Says goodbye, as a browser does when a tab is closed. */
  void leave() {
    leave(1001);
  }

  void leave(int code) {
    socket
        .sendClose(code, "")
        .orTimeout(LiveServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
