package ai.trivector.collab.protocol;

import java.time.Duration;

/** The bounds on what comes from outside that are part of the protocol. */
public final class Limits {

  /** A message is a few numbers and names; nothing that a client has to say is near this. */
  public static final int MAX_MESSAGE_BYTES = 16 * 1024;

  /** Proxies split frames, but not into crumbs; each fragment costs an object. */
  public static final int MAX_FRAGMENTS = 16;

  /** A message that is not complete by then never will be. */
  public static final Duration MAX_MESSAGE_TIME = Duration.ofSeconds(5);

  /** The first message has to come within this time of the upgrade, and be {@code auth}. */
  public static final Duration AUTH_TIMEOUT = Duration.ofSeconds(10);

  /** The protocol's own messages are four levels deep. */
  public static final int MAX_JSON_DEPTH = 16;

  /** So many messages that are no protocol within {@link #INVALID_WINDOW} are no accident. */
  public static final int MAX_INVALID_MESSAGES = 10;

  public static final Duration INVALID_WINDOW = Duration.ofMinutes(1);

  /** In code points, after control and direction characters are removed. */
  public static final int MAX_NAME_LENGTH = 40;

  /** The name of a surface or a view, which only the page understands. */
  public static final int MAX_LABEL_LENGTH = 64;

  /** A token of ours has about 300 characters; one of an identity provider may have 2000. */
  public static final int MAX_TOKEN_LENGTH = 4096;

  /** Beyond this it is cheaper for both sides to send the state. */
  public static final int MAX_MISSED_MESSAGES = 1000;

  /** What may wait for a slow reader before it is replaced by one state. */
  public static final int MAX_QUEUED_BYTES = 256 * 1024;

  /** How often one member's presence is sent on: 20 times a second. */
  public static final Duration PRESENCE_INTERVAL = Duration.ofMillis(50);

  private Limits() {}
}
