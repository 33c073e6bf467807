package ai.trivector.collab.bench.client;

/** Is told what clients see. On their loop, so it has to be quick. */
public interface Witness {

  /** It tries to connect. */
  default void connecting(Client client) {}

  /** It has been let in, and has not caught up yet. */
  default void letIn(Client client, boolean resumed) {}

  /** It is where the session is, and has sent again what was open. */
  default void live(Client client) {}

  /** Its connection is gone; code 1006 where nobody said goodbye. */
  default void closed(Client client, int code) {}

  /** A sequenced message came, the next in order; {@link Incoming#digest()} says what it is. */
  default void sequenced(Client client, Incoming message) {}

  /** It was told the state at {@code seq}, whole: when it was let in, or for another reason. */
  default void told(Client client, long seq, double[] params, String reason) {}

  /** It sent a change; again, if {@link Change#resent()} says so. */
  default void sent(Client client, Change change) {}

  /** One parameter of its change conflicts, as of {@code seq}, with another's write. */
  default void conflict(Client client, Change change, Clash clash) {}

  /** It knows what became of its change, as of {@code seq}. */
  default void settled(Client client, Change change, Outcome outcome, long seq) {}

  /** What it had sent again, and had an outcome by then, was acknowledged as a duplicate. */
  default void duplicate(Client client, long n, long seq) {}

  /** Another member's change came, so long after it was sent by a client of the same crowd. */
  default void latency(Client client, long nanos) {}

  /** The server broke the protocol. */
  void violation(Client client, String what);
}
