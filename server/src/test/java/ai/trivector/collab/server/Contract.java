package ai.trivector.collab.server;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One of the two documents that say what the server sends. */
final class Contract {

  static final Contract REST = new Contract("openapi.yaml");
  static final Contract SOCKET = new Contract("asyncapi.yaml");

  private static final ObjectMapper JSON = new JsonMapper();

  private final JsonNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> schemas = new HashMap<>();

  private Contract(String file) {
    document = new YAMLMapper().readTree(Path.of("..", "docs", file).toFile());
  }

  JsonNode at(String pointer) {
    return document.at(pointer);
  }

  /** What {@code text} has that the schema at this place of the document does not allow. */
  synchronized List<String> violations(JsonNode schema, String text) {
    return schemas.computeIfAbsent(schema, this::compile).validate(JSON.readTree(text)).stream()
        .map(Error::toString)
        .toList();
  }

  /** Follows a reference within the document, where there is one. */
  JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isMissingNode() ? node : at(reference.asString().substring(1));
  }

  /** The references of a schema are to the document's components, so these come along. */
  private Schema compile(JsonNode schema) {
    ObjectNode whole = JSON.createObjectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", document.get("components"));
    return registry.getSchema(whole);
  }
}
