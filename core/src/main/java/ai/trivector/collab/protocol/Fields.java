package ai.trivector.collab.protocol;

import ai.trivector.collab.protocol.Json.MalformedException;
import ai.trivector.collab.session.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, taken out with their types checked. */
record Fields(String where, Map<String, @Nullable Object> members) {

  /** How much of a text from outside is said back to its sender. */
  private static final int MAX_QUOTED = 40;

  boolean has(String name) {
    return members.containsKey(name);
  }

  /** Whether the member is there and {@code null}. */
  boolean isNull(String name) {
    return members.containsKey(name) && members.get(name) == null;
  }

  String string(String name) throws MalformedException {
    return optionalString(name).orElseThrow(() -> missing(name, "a string"));
  }

  /** A member that is missing or {@code null} is empty. */
  Optional<String> optionalString(String name) throws MalformedException {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw wrong(name, "a string", value);
  }

  double number(String name) throws MalformedException {
    Object value = members.get(name);
    if (value == null) {
      throw missing(name, "a number");
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, "a number", value);
  }

  OptionalLong optionalCount(String name) throws MalformedException {
    Object value = members.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Long number && number >= 0) {
      return OptionalLong.of(number);
    }
    throw wrong(name, "a whole number from 0", value);
  }

  long count(String name) throws MalformedException {
    return optionalCount(name).orElseThrow(() -> missing(name, "a whole number from 0"));
  }

  Optional<Seq> optionalSeq(String name) throws MalformedException {
    OptionalLong value = optionalCount(name);
    return value.isPresent() ? Optional.of(new Seq(value.getAsLong())) : Optional.empty();
  }

  Fields object(String name) throws MalformedException {
    return optionalObject(name).orElseThrow(() -> missing(name, "an object"));
  }

  Optional<Fields> optionalObject(String name) throws MalformedException {
    Object value = members.get(name);
    return value == null ? Optional.empty() : Optional.of(asObject(name, value));
  }

  /** The items of an array of objects. */
  List<Fields> objects(String name) throws MalformedException {
    if (!(members.get(name) instanceof List<?> items)) {
      throw missing(name, "an array");
    }
    List<Fields> objects = new ArrayList<>(items.size());
    for (Object item : items) {
      objects.add(asObject(name, item));
    }
    return objects;
  }

  private Fields asObject(String name, @Nullable Object value) throws MalformedException {
    if (value instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked") // Json makes maps of this type only.
      Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
      return new Fields(name, object);
    }
    throw wrong(name, "an object", value);
  }

  MalformedException missing(String name, String expected) {
    return new MalformedException("%s needs '%s', %s".formatted(where, quoted(name), expected));
  }

  MalformedException wrong(String name, String expected, @Nullable Object actual) {
    return new MalformedException(
        "'%s' of %s has to be %s, not %s"
            .formatted(quoted(name), where, expected, quoted(String.valueOf(actual))));
  }

  static String quoted(String text) {
    return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
  }
}
