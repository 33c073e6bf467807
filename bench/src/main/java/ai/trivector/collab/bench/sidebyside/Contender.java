package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.load.Dialect;
import ai.trivector.collab.bench.process.PackagedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server that is measured. */
enum Contender {
  OURS("Trivector", Dialect.PRODUCT),
  NETTY("Netty", Dialect.PLAIN),
  DURABLE("Netty + log", Dialect.PLAIN),
  VERTX("Vert.x", Dialect.PLAIN),
  WS("ws", Dialect.PLAIN),
  SOCKETIO("Socket.IO", Dialect.SOCKET_IO),
  SPRING("Spring Boot", Dialect.PLAIN);

  private static final Path RIVALS = Path.of("bench", "rivals");
  private static final Path SPRING_JAR =
      RIVALS.resolve(Path.of("spring", "target", "spring-broadcast.jar"));
  private static final String RIVAL_PACKAGE = "ai.trivector.collab.bench.rival.";

  private final String label;
  private final Dialect dialect;

  Contender(String label, Dialect dialect) {
    this.label = label;
    this.dialect = dialect;
  }

  String label() {
    return label;
  }

  Dialect dialect() {
    return dialect;
  }

  /** What it takes that is not there, and would be said instead of starting it. */
  Optional<String> missing() {
    return switch (this) {
      case OURS, NETTY, DURABLE, VERTX -> Optional.empty();
      case SPRING -> missing(SPRING_JAR);
      case WS, SOCKETIO -> missing(RIVALS.resolve(Path.of("node", "node_modules")));
    };
  }

  private static Optional<String> missing(Path file) {
    return Files.exists(file)
        ? Optional.empty()
        : Optional.of(file + " is missing; ./dev bench makes it");
  }

  /** Whether an update is on the disk before anybody is told of it. */
  boolean isDurable() {
    return this == OURS || this == DURABLE;
  }

  /** Whether this load says something of it that it does not say of another. */
  boolean isMeasuredUnder(Case load) {
    return this != DURABLE || load != Case.F;
  }

  /**
   * How a rival is started; the product is by {@link PackagedServer}.
   *
   * @param dir where it may write
   */
  List<String> command(List<String> launcher, int port, Path dir) {
    List<String> command = new ArrayList<>(launcher);
    switch (this) {
      case OURS -> throw new IllegalArgumentException("the product is no rival");
      case NETTY -> command.addAll(rivalOfOurJar("NettyBroadcast"));
      case DURABLE -> {
        command.addAll(rivalOfOurJar("NettyBroadcast"));
        command.addAll(List.of(Integer.toString(port), dir.resolve("netty.log").toString()));
        return command;
      }
      case VERTX -> command.addAll(rivalOfOurJar("VertxBroadcast"));
      case SPRING -> {
        command.addAll(List.of(java(), "-jar", SPRING_JAR.toString(), "--server.port=" + port));
        return command;
      }
      case WS ->
          command.addAll(List.of("node", RIVALS.resolve(Path.of("node", "ws.mjs")).toString()));
      case SOCKETIO ->
          command.addAll(
              List.of("node", RIVALS.resolve(Path.of("node", "socketio.mjs")).toString()));
    }
    command.add(Integer.toString(port));
    return command;
  }

  /** With the flags, the Netty and the Vert.x of the product. */
  private static List<String> rivalOfOurJar(String name) {
    return PackagedServer.asRun()
        .runBy(RIVAL_PACKAGE + name, PackagedServer.ownClasses())
        .command();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
