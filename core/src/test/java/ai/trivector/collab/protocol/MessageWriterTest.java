package ai.trivector.collab.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden frames show the messages; here is what holds for all of them. */
@DisplayName("The writer of server messages")
final class MessageWriterTest {

  static Stream<Map.Entry<String, ServerMessage>> messages() {
    return ServerFrames.MESSAGES.entrySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2026-01-15T09:30:00Z,           2026-01-15T09:30:00.000Z",
    "2026-01-15T09:30:00.1Z,         2026-01-15T09:30:00.100Z",
    "2026-01-15T09:30:00.012Z,       2026-01-15T09:30:00.012Z",
    "2026-01-15T09:30:00.999999999Z, 2026-01-15T09:30:00.999Z",
    "1969-12-31T23:59:59.999Z,       1969-12-31T23:59:59.999Z",
    "2028-02-29T00:00:00Z,           2028-02-29T00:00:00.000Z"
  })
  @DisplayName("writes times in UTC with three digits of a second")
  void timestamps(Instant at, String text) {
    assertThat(MessageWriter.timestamp(at)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  @DisplayName("leaves out what there is none of; only an ended presence is null")
  void noNulls(Map.Entry<String, ServerMessage> message) {
    String frame = new String(ServerFrames.utf8(message.getValue()), UTF_8);
    boolean isEnd = frame.endsWith("\"presence\":null}}");
    assertThat(frame.contains("null")).isEqualTo(isEnd);
    assertThat(frame).doesNotContain("Optional");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  @DisplayName("writes what our own strict reader takes for JSON")
  void strictJson(Map.Entry<String, ServerMessage> message) throws Json.MalformedException {
    Map<String, @Nullable Object> frame = Json.readObject(ServerFrames.utf8(message.getValue()));
    assertThat(frame.get("type")).isInstanceOf(String.class);
    assertThat(frame.keySet()).isSubsetOf("type", "seq", "timestamp", "payload");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0.569, 0.569",
    "0.0207, 0.0207",
    "1, 1.0",
    "0.1234567890123456, 0.1234567890123456",
    "0.00001, 1.0E-5"
  })
  @DisplayName("writes a value in the fewest digits that are read as the same value")
  void numbers(double value, String text) throws Json.MalformedException {
    byte[] frame = ServerFrames.utf8(ServerFrames.muSetTo(value));
    assertThat(new String(frame, UTF_8)).contains("\"params\":{\"mu\":" + text + "}");
    Fields read = new Fields("the frame", Json.readObject(frame));
    assertThat(read.object("payload").object("params").number("mu")).isEqualTo(value);
  }

  @Test
  @DisplayName("escapes what would end a string, and writes the rest as it is, in UTF-8")
  void strings() {
    String text =
        new String(
            ServerFrames.utf8(
                new ServerMessage.ErrorReply(
                    ErrorCode.UNKNOWN_TYPE,
                    "\"\\\n\u0000 Zoë 🦊",
                    OptionalLong.empty(),
                    OptionalLong.empty())),
            UTF_8);
    assertThat(text)
        .isEqualTo(
            "{\"type\":\"error\",\"payload\":{\"code\":\"unknown_type\","
                + "\"message\":\"\\\"\\\\\\n\\u0000 Zoë 🦊\"}}");
  }
}
