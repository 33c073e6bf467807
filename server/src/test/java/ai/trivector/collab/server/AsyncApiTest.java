package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Parameter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * {@code docs/asyncapi.yaml} against the golden frames, and against what the code has names for.
 */
final class AsyncApiTest {

  /** One golden frame; see {@code protocol/vectors}. */
  record Golden(String name, String direction, String frame) {

    String type() {
      return new JsonObject(frame).getString("type");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Golden> ofTheServer() throws IOException {
    return all().stream().filter(golden -> golden.direction().equals("server")).toList();
  }

  static List<Golden> ofClients() throws IOException {
    return all().stream().filter(golden -> golden.direction().equals("client")).toList();
  }

  private static List<Golden> all() throws IOException {
    List<Golden> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("..", "protocol", "vectors"))) {
      for (Path file : files.sorted().toList()) {
        for (Object item : new JsonArray(Files.readString(file))) {
          JsonObject vector = (JsonObject) item;
          all.add(
              new Golden(
                  vector.getString("name"),
                  vector.getString("direction"),
                  vector.getString("frame")));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("ofTheServer")
  void a_golden_frame_of_the_server_is_as_described(Golden golden) {
    SocketContract.check(SocketContract.fromServer(), golden.frame());
  }

  @ParameterizedTest
  @MethodSource("ofClients")
  void a_golden_frame_of_a_client_is_as_described(Golden golden) {
    SocketContract.check(SocketContract.fromClient(), golden.frame());
  }

  @Test
  void all_messages_are_described_and_no_others() throws IOException {
    assertThat(SocketContract.fromServer().keySet()).isEqualTo(types(ofTheServer()));
    assertThat(SocketContract.fromClient().keySet()).isEqualTo(types(ofClients()));
    assertThat(Contract.SOCKET.at("/channels/session/messages").size())
        .isEqualTo(SocketContract.fromServer().size() + SocketContract.fromClient().size())
        .isEqualTo(Contract.SOCKET.at("/components/messages").size());
  }

  private static Set<String> types(List<Golden> frames) {
    return frames.stream().map(Golden::type).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Only so can it be trusted to notice that the server misspells something. */
  @ParameterizedTest
  @MethodSource("ofTheServer")
  void a_field_that_is_not_described_is_noticed_wherever_it_is(Golden golden) {
    List<JsonObject> spoilt = new ArrayList<>();
    JsonObject frame = new JsonObject(golden.frame());
    int objects = objectsIn(frame).size();
    for (int i = 0; i < objects; i++) {
      JsonObject copy = frame.copy();
      objectsIn(copy).get(i).put("surprise", 1);
      spoilt.add(copy);
    }
    JsonNode schema = SocketContract.fromServer().getOrDefault(golden.type(), missing());
    assertThat(spoilt)
        .isNotEmpty()
        .allMatch(frameWithSurprise ->
            !Contract.SOCKET.violations(schema, frameWithSurprise.encode()).isEmpty());
  }

  private static JsonNode missing() {
    return Contract.SOCKET.at("/nowhere");
  }

  private static List<JsonObject> objectsIn(Object value) {
    List<JsonObject> objects = new ArrayList<>();
    if (value instanceof JsonObject object) {
      objects.add(object);
      object.fieldNames().forEach(name -> objects.addAll(objectsIn(object.getValue(name))));
    } else if (value instanceof JsonArray array) {
      array.forEach(item -> objects.addAll(objectsIn(item)));
    }
    return objects;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"type\":\"pong\",\"seq\":1}", "{\"type\":\"ack\",\"payload\":{\"n\":1}}"})
  void a_frame_that_is_not_as_described_is_noticed(String frame) {
    JsonNode schema =
        SocketContract.fromServer()
            .getOrDefault(new JsonObject(frame).getString("type"), missing());
    assertThat(Contract.SOCKET.violations(schema, frame)).isNotEmpty();
  }

  @Test
  void all_error_codes_are_described_and_no_others() {
    assertThat(texts(Contract.SOCKET.at("/components/schemas/ErrorCode/enum")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::word).toList());
  }

  @Test
  void all_close_codes_are_described_and_no_others() {
    assertThat(Contract.SOCKET.at("/x-close-codes").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(CloseCode.values()).map(code -> String.valueOf(code.code())).toList());
  }

  @Test
  void the_ranges_are_those_of_the_model_in_both_documents() {
    for (JsonNode params :
        List.of(
            Contract.SOCKET.at("/components/schemas/AllParams"),
            Contract.SOCKET.at("/components/schemas/SomeParams"),
            Contract.REST.at("/components/schemas/State"),
            Contract.REST.at("/components/schemas/SomeParams"))) {
      assertThat(ranges(params)).isEqualTo(ofTheModel());
    }
    assertThat(texts(Contract.SOCKET.at("/components/schemas/AllParams/required")))
        .containsExactlyElementsOf(Model.TRILOGIC.parameters().keySet());
  }

  private static Map<String, List<Double>> ranges(JsonNode schema) {
    return schema.path("properties").properties().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                param ->
                    List.of(
                        param.getValue().path("minimum").asDouble(),
                        param.getValue().path("maximum").asDouble())));
  }

  private static Map<String, List<Double>> ofTheModel() {
    return Model.TRILOGIC.parameters().values().stream()
        .collect(
            Collectors.toMap(
                Parameter::name, parameter -> List.of(parameter.min(), parameter.max())));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
