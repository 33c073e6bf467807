package ai.trivector.collab.session;

/** Who wrote something, and from which tab. */
public record Author(UserId user, ClientId client) {}
