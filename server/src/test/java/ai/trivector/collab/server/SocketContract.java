package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Holds frames to {@code docs/asyncapi.yaml}. */
final class SocketContract {

  private static final Map<String, JsonNode> FROM_SERVER = messagesOf("fromServer");
  private static final Map<String, JsonNode> FROM_CLIENT = messagesOf("fromClient");

  private SocketContract() {}

  /** The schema of each type of message in this direction. */
  static Map<String, JsonNode> fromServer() {
    return FROM_SERVER;
  }

  static Map<String, JsonNode> fromClient() {
    return FROM_CLIENT;
  }

  static void check(JsonObject fromServer) {
    check(FROM_SERVER, fromServer.encode());
  }

  static void check(Map<String, JsonNode> schemas, String frame) {
    String type = new JsonObject(frame).getString("type");
    JsonNode schema = schemas.get(type);
    if (schema == null) {
      throw new AssertionError("asyncapi.yaml has no such message: " + frame);
    }
    assertThat(Contract.SOCKET.violations(schema, frame)).as(frame).isEmpty();
  }

  private static Map<String, JsonNode> messagesOf(String operation) {
    Map<String, JsonNode> schemas = new TreeMap<>();
    for (JsonNode reference : Contract.SOCKET.at("/operations/" + operation + "/messages")) {
      JsonNode inChannel = Contract.SOCKET.resolved(reference);
      JsonNode message = Contract.SOCKET.resolved(inChannel);
      schemas.put(message.path("name").asString(), message.path("payload"));
    }
    return schemas;
  }
}
