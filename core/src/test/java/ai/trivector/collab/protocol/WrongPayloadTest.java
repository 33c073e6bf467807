package ai.trivector.collab.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.MessageReader.Received;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of the right type of message and the wrong content; single quotes stand for double. */
@DisplayName("A payload is refused")
final class WrongPayloadTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"auth", "param:update", "conflict:resolved", "session:resync", "presence:update"})
  @DisplayName("where it is no object")
  void noObject(String type) {
    for (String payload : new String[] {"[]", "1", "'text'", "true"}) {
      assertThat(reason(type, payload)).startsWith("'payload' of the message has to be an object");
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{'token':1}",
        "{'token':{}}",
        "{'name':1}",
        "{'color':[]}",
        "{'clientId':7}",
        "{'lastSeenSeq':'41'}",
        "{'lastSeenSeq':-1}",
        "{'epoch':1}"
      })
  @DisplayName("of auth, where a field is of the wrong kind")
  void auth(String payload) {
    assertThat(reason("auth", payload)).contains("of payload has to be");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}                       | needs at least one parameter",
        "null                     | needs at least one parameter",
        "{'mu':'0.6'}             | 'mu' of payload has to be a number, not 0.6",
        "{'mu':null}              | payload needs 'mu', a number",
        "{'mu':true}              | 'mu' of payload has to be a number",
        "{'mu':[0.6]}             | 'mu' of payload has to be a number",
        "{'mu':0.6,'omega':'1.1'} | 'omega' of payload has to be a number"
      })
  @DisplayName("of param:update, where it is empty or a value is no number")
  void update(String payload, String reason) {
    assertThat(reason("param:update", payload)).contains(reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}                                                       | payload needs 'strategy'",
        "{'resolvedValue':0.6,'strategy':'yours'}                 | payload needs 'param'",
        "{'param':'mu','strategy':'yours'}                        | payload needs 'resolvedValue'",
        "{'param':'mu','resolvedValue':0.6}                       | payload needs 'strategy'",
        "{'param':'mu','resolvedValue':'0.6','strategy':'yours'}  | 'resolvedValue' of payload",
        "{'param':'mu','resolvedValue':null,'strategy':'yours'}   | payload needs 'resolvedValue'",
        "{'param':1,'resolvedValue':0.6,'strategy':'yours'}       | 'param' of payload",
        "{'param':'mu','resolvedValue':0.6,'strategy':'mine'}     | yours, theirs or average",
        "{'param':'mu','resolvedValue':0.6,'strategy':'YOURS'}    | yours, theirs or average"
      })
  @DisplayName("of conflict:resolved, where a field is missing or wrong")
  void resolved(String payload, String reason) {
    assertThat(reason("conflict:resolved", payload)).contains(reason);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"{}", "null", "{'lastSeenSeq':null}", "{'lastSeenSeq':'1'}"})
  @DisplayName("of session:resync, where it does not say how far the client had come")
  void resync(String payload) {
    assertThat(reason("session:resync", payload)).contains("'lastSeenSeq'");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'cursor':1}                                  | 'cursor' of payload has to be an object",
        "{'cursor':{'x':0,'y':0}}                      | cursor needs 'surface'",
        "{'cursor':{'surface':'s','y':0}}              | cursor needs 'x'",
        "{'cursor':{'surface':'s','x':0}}              | cursor needs 'y'",
        "{'cursor':{'surface':'s','x':-0.001,'y':0}}   | 'x' of cursor has to be from 0 to 1",
        "{'cursor':{'surface':'s','x':0,'y':1.001}}    | 'y' of cursor has to be from 0 to 1",
        "{'cursor':{'surface':'s','x':1e999,'y':0}}    | 'x' of cursor has to be from 0 to 1",
        "{'cursor':{'surface':'s','x':'0','y':0}}      | 'x' of cursor has to be a number",
        "{'holding':'mu'}                              | 'holding' of payload has to be an object",
        "{'holding':{'value':0.6}}                     | holding needs 'param'",
        "{'holding':{'param':'mu'}}                    | holding needs 'value'",
        "{'holding':{'param':'mu','value':null}}       | holding needs 'value'",
        "{'holding':{'param':'mu','value':1e999}}      | 'value' of holding has to be a finite",
        "{'holding':{'param':'mu','value':-1e999}}     | 'value' of holding has to be a finite",
        "{'view':null}                                 | payload needs 'view'",
        "{'view':1}                                    | 'view' of payload has to be a string"
      })
  @DisplayName("of presence:update, where a part is not what it should be")
  void presence(String payload, String reason) {
    assertThat(reason("presence:update", payload)).contains(reason);
  }

  @Test
  @DisplayName("of presence:update, where a label is longer than 64 characters")
  void labels() {
    for (String part :
        new String[] {
          "{'view':'%s'}",
          "{'cursor':{'surface':'%s','x':0,'y':0}}",
          "{'holding':{'param':'%s','value':1}}"
        }) {
      assertThat(read("presence:update", part.formatted("x".repeat(64))))
          .isInstanceOf(Received.Understood.class);
      assertThat(reason("presence:update", part.formatted("x".repeat(65))))
          .contains("at most 64 characters long");
    }
  }

  /** The reason for which the message is refused, which every one here has to be. */
  private static String reason(String type, String payload) {
    Received received = read(type, payload);
    assertThat(received).isInstanceOf(Received.NotUnderstood.class);
    Received.NotUnderstood not = (Received.NotUnderstood) received;
    assertThat(not.code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
    assertThat(not.n()).isEqualTo(OptionalLong.of(5));
    return not.reason();
  }

  private static Received read(String type, String payload) {
    String text = "{'type':'" + type + "','n':5,'payload':" + payload + "}";
    return MessageReader.read(text.replace('\'', '"').getBytes(UTF_8));
  }
}
