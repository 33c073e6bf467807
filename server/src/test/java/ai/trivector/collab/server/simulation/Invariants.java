package ai.trivector.collab.server.simulation;

import ai.trivector.collab.presence.Member;
import ai.trivector.collab.presence.Roster;
import ai.trivector.collab.server.runtime.OpenSession;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has to be so after every step; looked at where the step has changed something. */
final class Invariants {

  private final World world;
  private final Map<SessionId, OpenSession> seen = new HashMap<>();
  private final List<SimulatedPeer> touched = new ArrayList<>();

  Invariants(World world) {
    this.world = world;
  }

  /** Something was added to what is on its way to a client. */
  void touched(SimulatedPeer peer) {
    touched.add(peer);
  }

  void check(Set<SessionId> sessions) {
    for (SimulatedPeer peer : touched) {
      int held = peer.heldBytes();
      Violation.unless(
          held <= peer.maxHeldBytes(), "[memory] %s holds %s bytes for a slow reader", peer, held);
    }
    touched.clear();
    if (!world.server().isDown()) {
      for (SessionId id : sessions) {
        check(id, OpenSession.of(world.server().registry(), id));
      }
    }
  }

  private void check(SessionId id, @Nullable OpenSession open) {
    OpenSession before = open == null ? seen.remove(id) : seen.put(id, open);
    if (open == null || (before != null && isSame(before, open))) {
      return;
    }
    Session state = open.state();
    History history = world.witness().history(id);
    if (history.isDeleted()) {
      return;
    }
    long seq = state.seq().value();
    Violation.unless(
        history.has(seq) && state.epoch().equals(history.epoch()),
        "[durable before visible] %s is at #%s of %s, and the log at #%s of %s",
        id,
        seq,
        state.epoch(),
        history.seq(),
        history.epoch());
    History.Moment moment = history.after(seq);
    Violation.unless(
        state.params().equals(moment.params()) && state.members().equals(moment.members()),
        "%s is %s at #%s, and the log says %s",
        id,
        state,
        seq,
        moment);
    check(open.roster(), state);
  }

  private void check(Roster roster, Session state) {
    for (Member member : roster.members()) {
      Violation.unless(
          state.members().containsKey(member.user().id()),
          "[roster] %s has a place in %s, and is no member in the log",
          member,
          state.id());
    }
    Violation.unless(
        roster.members().size() <= world.climate().maxMembers(),
        "[roster] more places than there may be: %s",
        roster);
  }

  // Both are immutable: what is the same object has been looked at.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(OpenSession a, OpenSession b) {
    return a.state() == b.state() && a.roster() == b.roster();
  }
}
