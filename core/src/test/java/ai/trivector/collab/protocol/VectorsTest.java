package ai.trivector.collab.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The golden frames")
final class VectorsTest {

  static Stream<Vector> ofClients() {
    return Vector.all().stream().filter(Vector::isFromClient);
  }

  static Stream<Vector> ofTheServer() {
    return Vector.all().stream().filter(vector -> !vector.isFromClient());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofClients")
  @DisplayName("of a client is read as what it means")
  void clientFrame(Vector vector) {
    ClientMessage meaning =
        Objects.requireNonNull(
            ClientFrames.MEANINGS.get(vector.name()), "no meaning in ClientFrames for " + vector);
    assertThat(MessageReader.read(vector.frame().getBytes(UTF_8)))
        .isEqualTo(new MessageReader.Received.Understood(meaning));
    assertThat(vector.frame()).contains("\"type\":\"%s\"".formatted(meaning.type().word()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheServer")
  @DisplayName("of the server is written letter by letter")
  void serverFrame(Vector vector) {
    ServerMessage message =
        Objects.requireNonNull(
            ServerFrames.MESSAGES.get(vector.name()), "no message in ServerFrames for " + vector);
    assertThat(new String(ServerFrames.utf8(message), UTF_8)).isEqualTo(vector.frame());
    assertThat(vector.frame()).contains("\"type\":\"%s\"".formatted(message.type().word()));
  }

  @Test
  @DisplayName("have a vector for everything that is registered, each under a name of its own")
  void complete() {
    List<String> clients = ofClients().map(Vector::name).toList();
    List<String> server = ofTheServer().map(Vector::name).toList();
    assertThat(clients).doesNotHaveDuplicates().hasSameElementsAs(ClientFrames.MEANINGS.keySet());
    assertThat(server).doesNotHaveDuplicates().hasSameElementsAs(ServerFrames.MESSAGES.keySet());
    assertThat(Vector.all()).extracting(Vector::direction).containsOnly("client", "server");
  }

  @Test
  @DisplayName("show every message that there is, in both directions")
  void everyMessage() {
    assertThat(kinds(ClientFrames.MEANINGS.values().stream()))
        .isEqualTo(permitted(ClientMessage.class));
    assertThat(kinds(ServerFrames.MESSAGES.values().stream()))
        .isEqualTo(permitted(ServerMessage.class));
    assertThat(ClientFrames.MEANINGS.values().stream().map(ClientMessage::type))
        .contains(ClientMessage.Type.values());
    assertThat(ServerFrames.MESSAGES.values().stream().map(ServerMessage::type))
        .contains(ServerMessage.Type.values());
  }

  @Test
  @DisplayName("show every error code")
  void everyErrorCode() {
    assertThat(ServerFrames.MESSAGES.values())
        .filteredOn(ServerMessage.ErrorReply.class::isInstance)
        .extracting(message -> ((ServerMessage.ErrorReply) message).code())
        .containsExactlyInAnyOrder(ErrorCode.values());
  }

  private static Set<String> kinds(Stream<?> messages) {
    return messages
        .map(message -> message.getClass().getSimpleName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> permitted(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
