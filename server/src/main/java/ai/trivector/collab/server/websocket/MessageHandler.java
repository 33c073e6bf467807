package ai.trivector.collab.server.websocket;

/**
 * What a connection's messages are for: a session, by way of a {@link Conversation}, or in tests of
 * the protocol below an echo. On its connection's event loop only.
 */
interface MessageHandler {

  /** A ping or a pong came: whether to go on with it; if not, the client was told. */
  boolean permitsControl();

  /** A whole message of text came. */
  void onText(byte[] utf8);

  /** A whole message of bytes came. */
  void onBytes(byte[] bytes);

  /** The client reads again, and needs what it missed meanwhile. */
  void askFor(boolean state, boolean presence);

  /**
   * The connection is closed or about to be. What is said twice counts once.
   *
   * @param deliberate whether the client said goodbye for good
   * @param code of the close frame that was sent first
   * @param by who closed it, for the log
   */
  void end(boolean deliberate, int code, String by);

  boolean isOver();

  /** Who it is, for the log. */
  String userName();
}
