package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port of the loopback address that nobody listens on. */
public final class FreePort {

  /**
   * Below those that the system gives to outgoing connections: of thousands that try to reach a
   * server which is down, one would be given the server's own port, be connected to itself, and
   * keep the server from coming back.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;

  private static final int ATTEMPTS = 1000;

  private FreePort() {}

  public static int find() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException _) {
        // Somebody else's; there are more.
      }
    }
    throw new IllegalStateException("no port from %d to %d is free".formatted(FIRST, LAST));
  }
}
