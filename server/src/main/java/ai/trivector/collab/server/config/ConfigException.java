package ai.trivector.collab.server.config;

/** A setting that cannot be used. The message is one line for the operator. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String variable, String value, String allowed) {
    super("%s='%s' cannot be used; allowed is %s".formatted(variable, value, allowed));
  }

  ConfigException(String message) {
    super(message);
  }
}
