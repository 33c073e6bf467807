package ai.trivector.collab.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Environment variables, taken out with their values checked. An empty one counts as not set. */
record Variables(Map<String, String> values) {

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  int number(String name, int fallback, int min, int max) throws ConfigException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below, as for a number out of range.
    }
    throw new ConfigException(name, text.get(), "a whole number from %d to %d".formatted(min, max));
  }

  Duration millis(String name, Duration fallback, Duration max) throws ConfigException {
    return Duration.ofMillis(
        number(name, Math.toIntExact(fallback.toMillis()), 0, Math.toIntExact(max.toMillis())));
  }

  boolean flag(String name, boolean fallback) throws ConfigException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    return switch (text.get().toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw new ConfigException(name, text.get(), "true or false");
    };
  }

  <E extends Enum<E>> E oneOf(String name, Class<E> type, E fallback) throws ConfigException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.get())) {
        return constant;
      }
    }
    throw new ConfigException(
        name,
        text.get(),
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or ")));
  }

  List<String> list(String name) {
    return text(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }
}
