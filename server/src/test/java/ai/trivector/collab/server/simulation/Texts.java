package ai.trivector.collab.server.simulation;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The messages that were read last. One message goes to many, and each of them, and whoever checks
 * it, reads the same text: it is parsed once. Nobody may change what is read here.
 */
final class Texts {

  private static final int MAX_KEPT = 1_000;

  private final Map<String, JsonNode> parsed = new HashMap<>();

  JsonNode parse(String text) {
    JsonNode known = parsed.get(text);
    if (known != null) {
      return known;
    }
    if (parsed.size() >= MAX_KEPT) {
      parsed.clear();
    }
    JsonNode message = Wire.parse(text);
    parsed.put(text, message);
    return message;
  }
}
