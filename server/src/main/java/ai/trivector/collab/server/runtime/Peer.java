package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * One connection, as a session sees it. All methods are to be called on {@link #loop()}; each that
 * is given a frame takes over one reference to it, whatever it does with it, but for {@link
 * #sendAtOnce}.
 */
public interface Peer {

  Loop loop();

  /** Whether it would take a frame at once. */
  default boolean keepsUp() {
    return true;
  }

  /**
   * Sends whole frames, of any kind but a state, and pushes them out, if nothing is in their way;
   * takes over no reference. False where they have to be queued, as what they are.
   */
  default boolean sendAtOnce(ByteBuf frames) {
    return false;
  }

  /**
   * Queues one or more whole frames. A peer that reads too slowly drops them, and asks for a state
   * later.
   */
  void send(ByteBuf frames);

  /**
   * Queues frames that nobody else is sent, in their order. Since they are this peer's alone, it
   * may put them in another form, which says the same in fewer bytes.
   */
  default void sendOwn(List<ByteBuf> frames) {
    frames.forEach(this::send);
  }

  /**
   * Queues a state, which replaces all that came before: a peer that had lagged goes on from it.
   */
  void sendState(ByteBuf frame);

  /** Sends a frame of presence if the peer keeps up; else drops it, and asks again later. */
  void sendPresence(ByteBuf frame);

  /** Queues presence that the peer asked for; what does not fit then is dropped for good. */
  void showPresence(ByteBuf frame);

  /** Pushes out what was queued, if anything was; called after a batch of sends. */
  void flush();

  /** Sends what is queued, then closes with this code. */
  void close(CloseCode code, String reason);
}
