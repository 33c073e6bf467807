package ai.trivector.collab.bench.client;

/** What became of a numbered message. */
public enum Outcome {
  /** It, or what conflicts left of it, is in the log: its echo came. */
  ECHO,
  /** It changes nothing: there was nothing to do, or it had taken effect before. */
  ACK,
  /** All of it conflicts. */
  CONFLICT,
  /** It was refused. */
  ERROR
}
