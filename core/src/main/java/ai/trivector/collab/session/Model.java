package ai.trivector.collab.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters that a session is about, in the order in which they are shown. */
public record Model(String id, Map<String, Parameter> parameters) {

  /** The model of the page {@code /trilogic}; its ranges are part of the wire contract. */
  public static final Model TRILOGIC =
      of(
          "trilogic",
          List.of(
              new Parameter("mu", "μ", "Equilibrium", 0.5, 0.7, 0.001, 0.569, ""),
              new Parameter("omega", "Ω", "Resonance", 0.5, 1.5, 0.001, 0.847, "Hz"),
              new Parameter("kappa", "κ", "Coupling", 0.01, 0.05, 0.0001, 0.0207, "")));

  /** The built-in model of this name. */
  public static Optional<Model> named(String id) {
    return id.equals(TRILOGIC.id) ? Optional.of(TRILOGIC) : Optional.empty();
  }

  private static Model of(String id, List<Parameter> parameters) {
    return new Model(
        id,
        Collections.unmodifiableMap(
            parameters.stream()
                .collect(
                    Collectors.toMap(
                        Parameter::name,
                        Function.identity(),
                        (_, second) -> second,
                        LinkedHashMap::new))));
  }

  /** Every parameter at its default. */
  public Map<String, Double> defaults() {
    Map<String, Double> values = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> values.put(name, parameter.defaultValue()));
    return Collections.unmodifiableMap(values);
  }

  /** What is wrong with these values, if anything. */
  public Optional<Refusal> check(Map<String, Double> values) {
    for (Map.Entry<String, Double> entry : values.entrySet()) {
      Parameter parameter = parameters.get(entry.getKey());
      if (parameter == null) {
        return Optional.of(
            new Refusal.UnknownParameter(entry.getKey(), List.copyOf(parameters.keySet())));
      }
      if (!parameter.allows(entry.getValue())) {
        return Optional.of(new Refusal.OutOfRange(parameter, entry.getValue()));
      }
    }
    return Optional.empty();
  }
}
