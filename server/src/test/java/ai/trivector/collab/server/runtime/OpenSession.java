package ai.trivector.collab.server.runtime;

import ai.trivector.collab.presence.Roster;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** A running session from the inside, for who checks it after each step of a simulation. */
@NullMarked
public record OpenSession(Session state, Roster roster) {

  /** Null where the session is not in memory. */
  public static @Nullable OpenSession of(SessionRegistry registry, SessionId id) {
    SessionRunner runner = registry.running(id);
    return runner == null ? null : new OpenSession(runner.session(), runner.roster());
  }
}
