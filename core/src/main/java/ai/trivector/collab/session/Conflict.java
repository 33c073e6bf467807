package ai.trivector.collab.session;

/**
 * A write that was not made because somebody else's came just before it.
 *
 * @param theirs the write that stands, and who made it
 */
public record Conflict(String param, double yourValue, double theirValue, LastWrite theirs) {}
