package ai.trivector.collab.server.store;

/** What an acknowledged event survives. */
public enum Durability {
  /** The loss of power: the disk has confirmed every event before anybody is told of it. */
  FSYNC,
  /**
   * The end of this process, however it comes: the operating system has every event before anybody
   * is told of it. A loss of power may take the newest ones away.
   */
  OS
}
