package ai.trivector.collab.server.runtime;

import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.User;
import java.util.Optional;

/**
 * Somebody who was authenticated asks to be let into a session.
 *
 * @param client the tab's own id; one is given to a client that has none
 * @param lastSeen how far the client had come before, if it comes back
 */
public record JoinRequest(
    User user, Optional<ClientId> client, Optional<Seq> lastSeen, Optional<Epoch> epoch) {}
