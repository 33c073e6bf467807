package ai.trivector.collab.server.simulation;

/** Something that is broken on purpose, to see that it is found. */
enum Flaw {
  NONE,

  /** Now and then the log says that it has written what it has not. */
  ACKNOWLEDGES_WITHOUT_WRITING,

  /** Now and then a frame is lost on its way through a connection that holds. */
  LOSES_A_FRAME
}
