package ai.trivector.collab.server.runtime;

import java.time.Duration;

/**
 * What an operator may set about running sessions.
 *
 * @param conflictWindow see {@code ConflictRule}
 * @param presenceGrace how long a lost connection keeps its place
 * @param maxMembers tabs in one session
 * @param maxSessions sessions in memory at once
 * @param idleAfter how long a session that nobody is in stays in memory
 */
public record RuntimeSettings(
    Duration conflictWindow,
    Duration presenceGrace,
    int maxMembers,
    int maxSessions,
    Duration idleAfter) {}
