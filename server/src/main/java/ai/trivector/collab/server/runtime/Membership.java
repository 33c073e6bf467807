package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.ClientMessage;

/**
 * One connection's hold on its session; made by {@link SessionRegistry#join}. May be called from
 * any thread; what is received on one takes effect in that order, and then that it disconnected.
 */
public interface Membership {

  /** The client sent a message other than {@code auth}. */
  void receive(ClientMessage message);

  /** The peer had dropped messages and reads again: it needs the state. */
  void needsState();

  /** The peer had dropped presence and reads again: it needs to know who does what now. */
  void needsPresence();

  /**
   * The connection is gone.
   *
   * @param deliberate whether the client said goodbye, rather than being cut off
   */
  void disconnected(boolean deliberate);
}
