package ai.trivector.collab.bench.client;

/**
 * What a client is told of a conflict.
 *
 * @param seq where the session was when it was found
 * @param param its place in {@link Params#NAMES}
 * @param theirs the value that stands
 * @param theirSeq where it was written
 */
public record Clash(long seq, int param, double theirs, long theirSeq) {}
