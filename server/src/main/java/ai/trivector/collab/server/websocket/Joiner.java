package ai.trivector.collab.server.websocket;

import ai.trivector.collab.server.runtime.JoinRequest;
import ai.trivector.collab.server.runtime.Membership;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.session.SessionId;

/** Lets an authenticated client into a session; {@code SessionRegistry::join}. */
@FunctionalInterface
public interface Joiner {

  /** Returns at once; whether the session exists and has room, the peer is told later. */
  Membership join(SessionId session, JoinRequest request, Peer peer);
}
