package ai.trivector.collab.server.config;

/** A setting that cannot be used. The message is one line for the operator. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Enough to recognise a value by. */
  private static final int MAX_SHOWN = 100;

  ConfigException(String variable, String value, String allowed) {
    super("%s='%s' cannot be used; allowed is %s".formatted(variable, shown(value), allowed));
  }

  ConfigException(String message) {
    super(message);
  }

  /** What was given, in a form that stays one line. */
  private static String shown(String value) {
    String line = value.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }
}
