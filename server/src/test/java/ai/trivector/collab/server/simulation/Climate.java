package ai.trivector.collab.server.simulation;

import java.util.List;

/**
 * What kind of world it is, for all of one life.
 *
 * @param calm whether only the network fails, so that times can be checked exactly
 * @param slow whether the log takes its time, so that much comes together in the next batch
 * @param maxMembers tabs in one session
 * @param maxSessions sessions in memory at once
 * @param buffers what is held on the way to a client
 */
record Climate(boolean calm, boolean slow, int maxMembers, int maxSessions, Buffers buffers) {

  /**
   * What is held on the way to a client, in bytes: little, so that it often is too much. It has to
   * be enough for the outcomes of all messages that a client has in flight: it sends them again
   * after a state, and where their outcomes were dropped again, that would have no end.
   *
   * @param queue the bound of the server's own queue
   * @param lowWater what the channel has to fall below to be writable again
   * @param highWater what the channel has to exceed not to be writable
   * @param kernel what the kernel takes before the client reads
   * @param messagesInFlight what a client sends at most before it waits for an outcome
   */
  record Buffers(int queue, int lowWater, int highWater, int kernel, int messagesInFlight) {}

  private static final int MANY = 200;

  private static final List<Buffers> BUFFERS =
      List.of(
          new Buffers(256 * 1024, 32 * 1024, 64 * 1024, 64 * 1024, 32),
          new Buffers(8_000, 1_000, 2_000, 4_000, 8),
          new Buffers(1_600, 400, 800, 1_000, 2),
          new Buffers(800, 100, 200, 300, 1));

  static Climate drawn(Chance chance) {
    boolean faulty = !chance.oneIn(3);
    return new Climate(
        !faulty,
        chance.oneIn(4),
        chance.oneIn(8) ? chance.between(1, 3) : MANY,
        chance.oneIn(12) ? 1 : MANY,
        chance.pick(BUFFERS));
  }

  /** Whether there may be no room for somebody, so that they are sent away. */
  boolean crowded() {
    return maxMembers < MANY || maxSessions < MANY;
  }
}
