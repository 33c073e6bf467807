package ai.trivector.collab.session;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What somebody asks of a session. The time in it is the server's, from its one clock. */
public sealed interface Command {

  Instant at();

  /** A person opened a tab. */
  record Join(Instant at, User user) implements Command {}

  /** A person's last tab is gone, and its grace is over. */
  record Leave(Instant at, UserId user) implements Command {}

  /** A command that writes parameters. */
  sealed interface Write extends Command {
    Author author();

    /** The author's own number of this message; a number takes effect at most once. */
    OptionalLong n();

    Map<String, Double> params();
  }

  /**
   * Somebody moved parameters.
   *
   * @param baseSeq the last event that the author had seen when moving them, if they said so
   */
  record Update(
      Instant at, Author author, OptionalLong n, Optional<Seq> baseSeq, Map<String, Double> params)
      implements Write {}

  /**
   * Somebody chose the outcome of a conflict.
   *
   * @param seen the newest write that they had seen when choosing; empty for one that was never
   *     told of a conflict
   */
  record Resolve(
      Instant at,
      Author author,
      OptionalLong n,
      Optional<Seq> seen,
      Resolution resolution,
      double value)
      implements Write {

    @Override
    public Map<String, Double> params() {
      return Map.of(resolution.param(), value);
    }
  }
}
