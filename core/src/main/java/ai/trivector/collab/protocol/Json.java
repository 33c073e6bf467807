package ai.trivector.collab.protocol;

import java.io.OutputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Strict JSON: bounded depth, no duplicate keys, nothing after the value. */
final class Json {

  /** What a text that is no such JSON is answered with. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  /** Writes the members of an object. */
  @FunctionalInterface
  interface Members {
    void writeTo(JsonGenerator json);
  }

  private static final JsonFactory WIRE = factory(Limits.MAX_JSON_DEPTH);

  /** What we stored ourselves is as deep as we made it. */
  private static final JsonFactory LOG = factory(StreamReadConstraints.DEFAULT_MAX_DEPTH);

  private Json() {}

  /** Reads an object that came from outside. */
  static Map<String, @Nullable Object> readObject(byte[] utf8) throws MalformedException {
    return readObject(WIRE.createParser(ObjectReadContext.empty(), utf8));
  }

  /** Reads an object that this process or an earlier one stored. */
  static Map<String, @Nullable Object> readStored(String text) {
    try {
      return readObject(LOG.createParser(ObjectReadContext.empty(), text));
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the stored text is not ours: " + e.getMessage(), e);
    }
  }

  static String writeStored(Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = LOG.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      members.writeTo(json);
      json.writeEndObject();
    }
    return text.toString();
  }

  /** A generator for one message on the wire. */
  static JsonGenerator generator(OutputStream out) {
    return WIRE.createGenerator(ObjectWriteContext.empty(), out);
  }

  private static JsonFactory factory(int maxDepth) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(maxDepth).maxNumberLength(64).build())
        // The few threads that read and write keep their buffers; a pool for all of them would have
        // them meet there for every message.
        .recyclerPool(JsonRecyclerPools.threadLocalPool())
        // Text frames are UTF-8; a guess would read UTF-16 too, and throws on some bytes.
        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
        .build();
  }

  private static Map<String, @Nullable Object> readObject(JsonParser parser)
      throws MalformedException {
    try (parser) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedException("a message is one JSON object");
      }
      Map<String, @Nullable Object> object = object(parser);
      if (parser.nextToken() != null) {
        throw new MalformedException("there is something after the JSON object");
      }
      return object;
    } catch (JacksonException e) {
      throw new MalformedException("not JSON as this protocol has it: " + e.getOriginalMessage());
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws MalformedException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      int before = members.size();
      members.put(name, value(parser));
      // The parser could tell, too, from a set of its own beside this map.
      if (members.size() == before) {
        throw new MalformedException("Duplicate key '%s'".formatted(Fields.quoted(name)));
      }
    }
    return Collections.unmodifiableMap(members);
  }

  private static @Nullable Object value(JsonParser parser) throws MalformedException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield Collections.unmodifiableList(items);
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /**
   * Whole numbers that do not fit a long are kept as the nearest double; none of ours is so big.
   */
  private static Number integer(JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> parser.getDoubleValue();
    };
  }
}
