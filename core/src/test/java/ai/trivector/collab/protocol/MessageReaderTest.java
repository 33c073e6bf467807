package ai.trivector.collab.protocol;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.protocol.MessageReader.Received;
import ai.trivector.collab.session.ClientId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is right of each message is in the golden frames; here is what is odd, and what is wrong.
 */
@DisplayName("The reader of client messages")
final class MessageReaderTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "1",
        "\"ping\"",
        "[]",
        "[{\"type\":\"ping\"}]",
        "{",
        "}",
        "{\"type\":\"ping\"",
        "{\"type\":\"ping\",}",
        "{\"type\":\"ping\"}x",
        "{\"type\":\"ping\"}{}",
        "{\"type\":\"ping\"}]",
        "{type:\"ping\"}",
        "{'type':'ping'}",
        "{\"type\":\"ping\"/**/}",
        "{\"type\":\"ping\",\"x\":NaN}",
        "{\"type\":\"ping\",\"x\":Infinity}",
        "{\"type\":\"ping\",\"x\":01}",
        "{\"type\":\"ping\",\"x\":+1}",
        "{\"type\":\"ping\",\"x\":.5}",
        "{\"type\":\"ping\",\"x\":\"\n\"}",
        "{\"type\":\"ping\",\"x\":\"\\q\"}",
        "ping"
      })
  @DisplayName("refuses what is not one JSON object")
  void notOneObject(String text) {
    assertThat(read(text)).isEqualTo(refusal(text, OptionalLong.empty()));
  }

  @Test
  @DisplayName("takes white space around the object")
  void whiteSpace() {
    assertThat(read(" \r\n\t{ \"type\" : \"ping\" } \n"))
        .isEqualTo(new Received.Understood(new ClientMessage.Ping()));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"type\":\"ping\",\"type\":\"ping\"}",
        "{\"type\":\"ping\",\"n\":1,\"n\":1}",
        "{\"type\":\"param:update\",\"payload\":{\"mu\":0.6,\"mu\":0.61}}",
        "{\"type\":\"param:update\",\"payload\":{\"mu\":0.6,\"\\u006du\":0.61}}",
        "{\"type\":\"ping\",\"x\":[{\"a\":1,\"a\":2}]}"
      })
  @DisplayName("refuses a key that comes twice, wherever it is")
  void duplicateKeys(String text) {
    assertInvalid(read(text), "Duplicate");
  }

  @ParameterizedTest(name = "depth {0}: understood is {1}")
  @CsvSource({"2, true", "16, true", "17, false", "8000, false"})
  @DisplayName("follows objects and arrays to a depth of 16")
  void depth(int depth, boolean understood) {
    String arrays = "[".repeat(depth - 1) + "]".repeat(depth - 1);
    String objects = "{\"a\":".repeat(depth - 2) + "{}" + "}".repeat(depth - 2);
    for (String deep : new String[] {arrays, objects}) {
      Received received = read("{\"type\":\"ping\",\"deep\":" + deep + "}");
      assertThat(received instanceof Received.Understood).isEqualTo(understood);
    }
  }

  @Test
  @DisplayName("reads UTF-8 only, and guesses no other encoding")
  void utf8Only() {
    byte[] ping = "{\"type\":\"ping\"}".getBytes(UTF_16BE);
    assertInvalid(MessageReader.read(ping), "not JSON");
    assertInvalid(MessageReader.read(new byte[] {0, 0, '{', 0}), "not JSON");
    assertInvalid(read("\ufeff{\"type\":\"ping\"}"), "not JSON");
    byte[] broken = "{\"type\":\"pi?g\"}".getBytes(UTF_8);
    broken[11] = (byte) 0xff;
    assertInvalid(MessageReader.read(broken), "not JSON");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"note:add", "rtc:join", "history:undo", "Ping", "", "session:state"})
  @DisplayName("says of a type that it does not know which it is")
  void unknownType(String type) {
    assertThat(read("{\"type\":\"" + type + "\",\"n\":7,\"payload\":\"anything\"}"))
        .isEqualTo(
            new Received.NotUnderstood(
                ErrorCode.UNKNOWN_TYPE, "unknown type '" + type + "'", OptionalLong.of(7)));
  }

  @Test
  @DisplayName("says back no more than 40 characters of what it was sent")
  void quotesLittle() {
    Received received = read("{\"type\":\"" + "x".repeat(10_000) + "\"}");
    assertThat(received)
        .isEqualTo(
            new Received.NotUnderstood(
                ErrorCode.UNKNOWN_TYPE,
                "unknown type '" + "x".repeat(40) + "…'",
                OptionalLong.empty()));
    String nameless =
        "{\"type\":\"param:update\",\"payload\":{\"" + "x".repeat(9_000) + "\":\"1\"}}";
    assertThat(((Received.NotUnderstood) read(nameless)).reason()).hasSizeLessThan(200);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"{}", "{\"type\":null}", "{\"type\":1}", "{\"type\":{}}", "{\"typ\":\"ping\"}"})
  @DisplayName("needs a type that is a string")
  void type(String text) {
    assertInvalid(read(text), "type");
  }

  @ParameterizedTest(name = "n = {0}")
  @ValueSource(
      strings = {
        "-1",
        "1.5",
        "1.0",
        "1e3",
        "9223372036854775808",
        "1e400",
        "\"1\"",
        "true",
        "[]",
        "{}"
      })
  @DisplayName("refuses a number that is no whole number from 0")
  void badCounts(String n) {
    assertInvalid(
        read("{\"type\":\"param:update\",\"n\":" + n + ",\"payload\":{\"mu\":0.6}}"), "'n'");
    assertInvalid(
        read("{\"type\":\"param:update\",\"baseSeq\":" + n + ",\"payload\":{\"mu\":0.6}}"),
        "'baseSeq'");
    assertInvalid(
        read("{\"type\":\"session:resync\",\"payload\":{\"lastSeenSeq\":" + n + "}}"),
        "'lastSeenSeq'");
  }

  @Test
  @DisplayName("takes the largest whole number, and null as none")
  void goodCounts() {
    assertThat(
            read("{\"type\":\"param:update\",\"n\":9223372036854775807,\"payload\":{\"mu\":0.6}}"))
        .isEqualTo(understood(OptionalLong.of(Long.MAX_VALUE)));
    assertThat(
            read(
                "{\"type\":\"param:update\",\"n\":null,\"baseSeq\":null,\"payload\":{\"mu\":0.6}}"))
        .isEqualTo(understood(OptionalLong.empty()));
  }

  @Test
  @DisplayName("tells the number of a message that is wrong elsewhere")
  void numberOfTheWrongOne() {
    assertThat(read("{\"type\":\"param:update\",\"n\":3,\"payload\":{}}"))
        .isEqualTo(
            new Received.NotUnderstood(
                ErrorCode.INVALID_MESSAGE,
                "param:update needs at least one parameter in its payload",
                OptionalLong.of(3)));
  }

  @Test
  @DisplayName("ignores fields that it does not know")
  void unknownFields() {
    assertThat(
            read(
                "{\"v\":2,\"type\":\"presence:update\",\"payload\":{\"mood\":[1],\"view\":\"plot\","
                    + "\"cursor\":{\"surface\":\"s\",\"x\":0,\"y\":1,\"z\":9}}}"))
        .isEqualTo(
            new Received.Understood(
                new ClientMessage.PresenceUpdate(
                    new Presence.Change(
                        Optional.of(Optional.of(new Presence.Cursor("s", 0, 1))),
                        Optional.empty(),
                        Optional.of("plot")))));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"{\"type\":\"auth\"}", "{\"type\":\"auth\",\"payload\":null}"})
  @DisplayName("takes a missing payload and null as an empty one")
  void noPayload(String text) {
    assertThat(read(text)).isEqualTo(read("{\"type\":\"auth\",\"payload\":{}}"));
    assertThat(read(text)).isInstanceOf(Received.Understood.class);
  }

  @ParameterizedTest(name = "token {0}, client id {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "anonymous | tab",
        "'' | tab",
        "anonymous | ''",
        "anonymous | has space",
        "'' | tab.1"
      })
  @DisplayName("takes an anonymous token for none, and an impossible client id for none")
  void anonymous(String token, String client) {
    Received received =
        read(
            "{\"type\":\"auth\",\"payload\":{\"token\":\"%s\",\"clientId\":\"%s\"}}"
                .formatted(token, client));
    assertThat(received)
        .isEqualTo(
            new Received.Understood(
                new ClientMessage.Auth(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    client.equals("tab") ? Optional.of(new ClientId("tab")) : Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
  }

  @Test
  @DisplayName("takes tokens of up to 4096 characters")
  void tokenLength() {
    String auth = "{\"type\":\"auth\",\"payload\":{\"token\":\"%s\"}}";
    assertThat(read(auth.formatted("x".repeat(4096)))).isInstanceOf(Received.Understood.class);
    assertInvalid(read(auth.formatted("x".repeat(4097))), "'token' of payload has to be at most");
  }

  private static Received understood(OptionalLong n) {
    return new Received.Understood(
        new ClientMessage.ParamUpdate(n, Optional.empty(), Map.of("mu", 0.6)));
  }

  private static Received refusal(String text, OptionalLong n) {
    Received received = read(text);
    assertThat(received).isInstanceOf(Received.NotUnderstood.class);
    String reason = ((Received.NotUnderstood) received).reason();
    assertThat(reason).isNotBlank();
    return new Received.NotUnderstood(ErrorCode.INVALID_MESSAGE, reason, n);
  }

  private static void assertInvalid(Received received, String reason) {
    assertThat(received).isInstanceOf(Received.NotUnderstood.class);
    Received.NotUnderstood not = (Received.NotUnderstood) received;
    assertThat(not.code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
    assertThat(not.reason()).contains(reason);
  }

  private static Received read(String text) {
    return MessageReader.read(text.getBytes(UTF_8));
  }
}
