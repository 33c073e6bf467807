package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which offers of compression are taken, and on which terms (RFC 7692, 7.1). */
final class PerMessageDeflateTest {

  private static final String ACCEPTED = "permessage-deflate; client_no_context_takeover";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          permessage-deflate                                                  | ''
          permessage-deflate; client_max_window_bits                          | ''
          PERMESSAGE-DEFLATE;Client_Max_Window_Bits="9"                       | ''
          permessage-deflate; client_no_context_takeover                      | ''
          permessage-deflate; server_no_context_takeover                      | ; server_no_context_takeover
          permessage-deflate ; server_max_window_bits = 15                    | ; server_max_window_bits=15
          x-webkit-deflate-frame, permessage-deflate                          | ''
          permessage-deflate; server_max_window_bits=9, permessage-deflate    | ''
          permessage-deflate; server_no_context_takeover, permessage-deflate  | ; server_no_context_takeover
          """)
  void anOfferThatCanBeKeptIsAccepted(String offer, String terms) {
    assertThat(PerMessageDeflate.firstAcceptable(List.of(offer)))
        .map(PerMessageDeflate::response)
        .contains(ACCEPTED + terms);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "permessage-bzip2",
        "permessage-deflate2",
        "permessage-deflate; unknown",
        "permessage-deflate; mode=fast",
        "permessage-deflate;",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"",
      })
  void anyOtherIsDeclined(String offer) {
    assertThat(PerMessageDeflate.firstAcceptable(List.of(offer))).isEmpty();
  }

  @Test
  void offersMayComeInSeveralHeaders() {
    assertThat(PerMessageDeflate.firstAcceptable(List.of("foo; bar=1", "permessage-deflate")))
        .contains(new PerMessageDeflate(false, false));
    assertThat(PerMessageDeflate.firstAcceptable(List.of())).isEmpty();
  }
}
