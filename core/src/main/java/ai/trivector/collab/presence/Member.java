package ai.trivector.collab.presence;

import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.User;

/**
 * One tab of one person, with a place in the session.
 *
 * @param connected false while its connection is lost and the grace runs
 */
public record Member(ClientId client, User user, boolean connected, Presence presence) {}
