package ai.trivector.collab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The codes of the protocol")
final class CodesTest {

  @Test
  @DisplayName("for errors are the words that clients know; that of notes comes with the notes")
  void errors() {
    assertThat(ErrorCode.values())
        .extracting(ErrorCode::word)
        .containsExactly(
            "invalid_message",
            "unknown_type",
            "auth_required",
            "unknown_param",
            "out_of_range",
            "rate_limited",
            "forbidden",
            "unavailable");
  }

  @Test
  @DisplayName("for closing are those that clients know, and the WebSocket's own")
  void closing() {
    Map<CloseCode, Integer> codes =
        Arrays.stream(CloseCode.values()).collect(Collectors.toMap(code -> code, CloseCode::code));
    assertThat(codes)
        .isEqualTo(
            Map.ofEntries(
                Map.entry(CloseCode.NORMAL, 1000),
                Map.entry(CloseCode.GOING_AWAY, 1001),
                Map.entry(CloseCode.PROTOCOL_ERROR, 1002),
                Map.entry(CloseCode.INVALID_PAYLOAD, 1007),
                Map.entry(CloseCode.POLICY_VIOLATION, 1008),
                Map.entry(CloseCode.MESSAGE_TOO_BIG, 1009),
                Map.entry(CloseCode.INTERNAL_ERROR, 1011),
                Map.entry(CloseCode.RESTARTING, 1012),
                Map.entry(CloseCode.OVER_CAPACITY, 1013),
                Map.entry(CloseCode.NOT_THIS_PROTOCOL, 4400),
                Map.entry(CloseCode.NOT_AUTHENTICATED, 4401),
                Map.entry(CloseCode.FORBIDDEN, 4403),
                Map.entry(CloseCode.NO_SUCH_SESSION, 4404),
                Map.entry(CloseCode.HEARTBEAT_UNANSWERED, 4408),
                Map.entry(CloseCode.RATE_LIMITED, 4429)));
  }
}
