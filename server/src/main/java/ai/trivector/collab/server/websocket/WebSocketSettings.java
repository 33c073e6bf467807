package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.Limits;
import java.time.Duration;

/**
 * The bounds on connections.
 *
 * @param maxConnections of this process; beyond it a client is told to try again later
 * @param heartbeat how often a client that says nothing is asked whether it is there, and how long
 *     it may take to answer
 * @param messagesPerSecond what one connection may send in the long run, pings included
 * @param burst what it may send at once
 * @param authTimeout from the upgrade until a valid {@code auth}
 * @param message what is too much for one message
 * @param closeTimeout how long a client may take to read what is left and answer a close
 */
public record WebSocketSettings(
    int maxConnections,
    Duration heartbeat,
    int messagesPerSecond,
    int burst,
    Duration authTimeout,
    MessageBounds message,
    Duration closeTimeout) {

  /** A person who drags makes 20 messages a second; five times that is a program. */
  private static final int MESSAGES_PER_SECOND = 100;

  /** What a client that comes back may have to send again at once. */
  private static final int BURST = 200;

  private static final int MAX_CONNECTIONS = 20_000;
  private static final Duration HEARTBEAT = Duration.ofSeconds(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  public WebSocketSettings {
    if (maxConnections < 1 || messagesPerSecond < 1 || burst < 1) {
      throw new IllegalArgumentException(
          "maxConnections, messagesPerSecond and burst are at least 1, not %d, %d and %d"
              .formatted(maxConnections, messagesPerSecond, burst));
    }
    requirePositive("heartbeat", heartbeat);
    requirePositive("authTimeout", authTimeout);
    requirePositive("closeTimeout", closeTimeout);
  }

  public static WebSocketSettings defaults() {
    return new WebSocketSettings(
        MAX_CONNECTIONS,
        HEARTBEAT,
        MESSAGES_PER_SECOND,
        BURST,
        Limits.AUTH_TIMEOUT,
        MessageBounds.ofProtocol(),
        CLOSE_TIMEOUT);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is longer than nothing, not " + value);
    }
  }
}
