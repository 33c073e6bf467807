package ai.trivector.collab.session;

import java.util.List;

/** Why a command was refused as a whole; each says what is at fault and what would be right. */
public sealed interface Refusal {

  String message();

  /** The model has no parameter of this name. */
  record UnknownParameter(String name, List<String> known) implements Refusal {
    @Override
    public String message() {
      return "unknown parameter '%s'; this session has %s"
          .formatted(name, String.join(", ", known));
    }
  }

  /** The value is not one that the parameter may take. */
  record OutOfRange(Parameter parameter, double value) implements Refusal {
    @Override
    public String message() {
      return "%s = %s is out of range; allowed is %s to %s"
          .formatted(parameter.name(), value, parameter.min(), parameter.max());
    }
  }
}
