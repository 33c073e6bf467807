package ai.trivector.collab.session;

import java.util.Locale;
import java.util.Optional;

/** Which of the three outcomes somebody chose for a conflict over one parameter. */
public record Resolution(String param, Strategy strategy) {

  /** Whose value counts, as the person who chose saw it. */
  public enum Strategy {
    YOURS,
    THEIRS,
    AVERAGE;

    /** The word for it on the wire. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Strategy> ofWord(String word) {
      for (Strategy strategy : values()) {
        if (strategy.word().equals(word)) {
          return Optional.of(strategy);
        }
      }
      return Optional.empty();
    }
  }
}
