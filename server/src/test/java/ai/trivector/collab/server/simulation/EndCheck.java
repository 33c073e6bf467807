package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import java.util.Set;

/** What has to be so once nothing goes wrong any more and nothing is under way. */
final class EndCheck {

  private EndCheck() {}

  static void of(World world, Set<SessionId> sessions) {
    for (SimulatedClient client : world.clients()) {
      if (!client.isAway()) {
        inStep(client, world.witness().history(client.session()));
      }
    }
    for (SessionId session : sessions) {
      History history = world.witness().history(session);
      Set<UserId> connected = world.roster(session).connected();
      // A session that nobody has opened since the server ended still has those who were there.
      boolean open = world.isCalm() || !connected.isEmpty();
      Violation.unless(
          !open || history.isDeleted() || history.now().members().keySet().equals(connected),
          "[roster] the log of %s has the members %s, and connected are %s",
          session,
          history.now().members().keySet(),
          connected);
      Violation.unless(
          !history.isDeleted() || connected.isEmpty(),
          "[deleted] %s are in %s, which is gone",
          connected,
          session);
    }
    Violation.unless(
        world.frames().unreleased() == 0, "%s frames leaked", world.frames().unreleased());
    for (SimulatedClient client : world.clients()) {
      for (Link link : world.linksOf(client.session())) {
        Violation.unless(link.peer().heldBytes() == 0, "%s still holds frames", link);
      }
    }
  }

  private static void inStep(SimulatedClient client, History history) {
    Violation.unless(
        client.unfinished().isEmpty(), "%s is not done: %s", client, client.unfinished());
    Violation.unless(
        client.seq() == history.seq(),
        "%s is at #%s, and the log at #%s",
        client,
        client.seq(),
        history.seq());
    Violation.unless(
        client.params().equals(history.now().params()),
        "%s has %s, and the log has %s",
        client,
        client.params(),
        history.now().params());
    Violation.unless(
        client.users().equals(history.now().members()),
        "%s sees %s, and the log has %s",
        client,
        client.users(),
        history.now().members());
  }
}
