package ai.trivector.collab.bench.rival;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** As one writes it with Vert.x: a text message to each member. */
public final class VertxBroadcast {

  private VertxBroadcast() {}

  /**
   * Serves until the process is ended.
   *
   * @param args the port
   */
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    vertx.deployVerticle(new Rooms(port)).toCompletionStage().toCompletableFuture().join();
  }

  /** On its one event loop only. */
  private static final class Rooms extends AbstractVerticle {
    private final int port;
    private final Map<String, Set<ServerWebSocket>> rooms = new HashMap<>();

    Rooms(int port) {
      this.port = port;
    }

    @Override
    public void start(io.vertx.core.Promise<Void> started) {
      HttpServerOptions options =
          new HttpServerOptions()
              .setPerMessageWebSocketCompressionSupported(false)
              .setPerFrameWebSocketCompressionSupported(false);
      vertx
          .createHttpServer(options)
          .webSocketHandler(this::opened)
          .listen(port, "127.0.0.1")
          .<Void>mapEmpty()
          .onComplete(started);
    }

    private void opened(ServerWebSocket socket) {
      String path = socket.path();
      boolean echo = path.startsWith("/all/");
      Set<ServerWebSocket> members = rooms.computeIfAbsent(path, _ -> new LinkedHashSet<>());
      members.add(socket);
      socket.textMessageHandler(text -> {
        for (ServerWebSocket member : members) {
          if (echo || !member.equals(socket)) {
            var _ = member.writeTextMessage(text);
          }
        }
      });
      socket.closeHandler(_ -> {
        members.remove(socket);
        if (members.isEmpty()) {
          rooms.remove(path);
        }
      });
    }
  }
}
