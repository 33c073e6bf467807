package ai.trivector.collab.session;

/**
 * One parameter of a model.
 *
 * @param unit the unit of the value, or empty for a pure number
 */
public record Parameter(
    String name,
    String symbol,
    String label,
    double min,
    double max,
    double step,
    double defaultValue,
    String unit) {

  /** Whether {@code value} is a number that this parameter may take. */
  public boolean allows(double value) {
    // Written so that NaN, which is neither above nor below anything, is not allowed.
    return value >= min && value <= max;
  }
}
