package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client believes, held against the log at the number at which the client is. */
final class InStep {

  private InStep() {}

  static void check(SimulatedClient client, History history) {
    if (!client.isIn()) {
      return;
    }
    long seq = client.seq();
    Violation.unless(
        history.has(seq), "[replica] %s is at #%s, and the log at #%s", client, seq, history.seq());
    Violation.unless(
        client.params().equals(history.after(seq).params()),
        "[replica] %s has %s at #%s, and the log has %s",
        client,
        client.params(),
        seq,
        history.after(seq).params());
    long usersAsOf = Math.max(seq, client.usersAsOf());
    Map<UserId, User> members = history.after(usersAsOf).members();
    Violation.unless(
        client.users().equals(members) || client.users().equals(withItself(client, members)),
        "[replica] %s sees %s at #%s, and the log has %s",
        client,
        client.users(),
        usersAsOf,
        members);
  }

  /** Whoever was just let in sees itself before its own joining has come. */
  private static Map<UserId, User> withItself(SimulatedClient client, Map<UserId, User> members) {
    Map<UserId, User> all = new LinkedHashMap<>(members);
    User self = client.users().get(client.user());
    if (self != null) {
      all.put(client.user(), self);
    }
    return all;
  }
}
