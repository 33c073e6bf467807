package ai.trivector.collab.server.runtime;

import ai.trivector.collab.session.User;

/** Whether somebody may come in at all, and who they are. */
public sealed interface Admittance {

  record Admitted(User user) implements Admittance {}

  /**
   * Not admitted.
   *
   * @param error what to tell the person
   * @param code the same for the program
   */
  record Denied(String error, String code) implements Admittance {}
}
