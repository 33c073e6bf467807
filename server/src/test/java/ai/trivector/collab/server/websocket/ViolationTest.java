package ai.trivector.collab.server.websocket;

import static ai.trivector.collab.server.websocket.HandshakeTest.concat;
import static ai.trivector.collab.server.websocket.RawClient.BINARY;
import static ai.trivector.collab.server.websocket.RawClient.CLOSE;
import static ai.trivector.collab.server.websocket.RawClient.FIN;
import static ai.trivector.collab.server.websocket.RawClient.PING;
import static ai.trivector.collab.server.websocket.RawClient.TEXT;
import static ai.trivector.collab.server.websocket.RawClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.server.websocket.RawClient.Received;
import ai.trivector.collab.server.websocket.TestServer.Told;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client must not do to the WebSocket protocol itself, and what it gets for it. */
final class ViolationTest {

  private static final int CONTINUATION = 0;

  /** Only who broke a bound of ours may answer the close; nobody here does. */
  private static final TestServer server =
      new TestServer(
          TestServer.settings(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMillis(50)));

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> violations() {
    String longText = "x".repeat(Limits.MAX_MESSAGE_BYTES);
    return Stream.of(
        violation("RSV1", 1002, frame(FIN | 0x40 | TEXT, "{}")),
        violation("RSV2", 1002, frame(FIN | 0x20 | TEXT, "{}")),
        violation("RSV3 on a ping", 1002, frame(FIN | 0x10 | PING, "")),
        violation("not masked", 1002, bytes("81027B7D")),
        violation("a reserved opcode for data", 1002, frame(FIN | 0x3, "{}")),
        violation("a reserved opcode for control", 1002, frame(FIN | 0xB, "")),
        violation("a ping in fragments", 1002, frame(PING, "")),
        violation("a ping of 126 bytes", 1002, frame(FIN | PING, new byte[126])),
        violation("a continuation of nothing", 1002, frame(FIN | CONTINUATION, "{}")),
        violation("a text within a text", 1002, concat(frame(TEXT, "{"), frame(TEXT, "}"))),
        violation("a length not in its shortest form", 1002, bytes("81FE0002000000007B7D")),
        violation("a negative length", 1002, bytes("81FFFFFFFFFFFFFFFFFF00000000")),
        violation("a close of one byte", 1002, frame(FIN | CLOSE, new byte[1])),
        violation("a close with 1005", 1002, RawClient.close(1005)),
        violation("a close with 1006", 1002, RawClient.close(1006)),
        violation("a close with 999", 1002, RawClient.close(999)),
        violation("a close with 1016", 1002, RawClient.close(1016)),
        violation("a close with 5000", 1002, RawClient.close(5000)),
        violation("a reason that is not UTF-8", 1007, frame(FIN | CLOSE, bytes("03E8C328"))),
        violation("not UTF-8", 1007, frame(FIN | TEXT, bytes("C328"))),
        violation("a surrogate", 1007, frame(FIN | TEXT, bytes("EDA080"))),
        violation("overlong", 1007, frame(FIN | TEXT, bytes("C080"))),
        violation("above U+10FFFF", 1007, frame(FIN | TEXT, bytes("F4908080"))),
        violation("half a character", 1007, frame(FIN | TEXT, bytes("22C3"))),
        violation(
            "not UTF-8 across fragments",
            1007,
            concat(frame(TEXT, bytes("22C3")), frame(FIN | CONTINUATION, bytes("28")))),
        violation(
            "half a character at the end of the last fragment",
            1007,
            concat(frame(TEXT, bytes("22")), frame(FIN | CONTINUATION, bytes("E282")))),
        violation("not UTF-8, and the message never ends", 1007, frame(TEXT, bytes("22FF"))),
        violation("over 16 KiB, as announced", 1009, bytes("81FE400100000000")),
        violation("far over, as announced", 1009, bytes("81FF000000010000000000000000")),
        violation("over 16 KiB", 1009, frame(FIN | TEXT, longText + "x")),
        violation(
            "over 16 KiB in two fragments",
            1009,
            concat(
                frame(TEXT, longText.substring(1000)),
                frame(FIN | CONTINUATION, longText.substring(0, 1001)))),
        violation(
            "over 16 KiB of bytes in two fragments",
            1009,
            concat(
                frame(BINARY, new byte[Limits.MAX_MESSAGE_BYTES]),
                frame(FIN | CONTINUATION, new byte[1]))),
        violation("17 fragments", 1008, fragments(17, "1")),
        violation("17 fragments of nothing", 1008, fragments(17, "")),
        violation("a text that never ends", 1008, frame(TEXT, "{")),
        violation("a frame that never ends", 1008, Arrays.copyOf(RawClient.text("{}"), 7)),
        violation("a header that never ends", 1008, new byte[] {(byte) (FIN | TEXT)}),
        violation("a ping that never ends", 1008, Arrays.copyOf(frame(FIN | PING, "x"), 6)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("violations")
  void aViolationIsAnsweredByItsCodeAndEndsTheConnection(String name, int code, byte[] bytes) {
    try (RawClient client = server.join()) {
      client.write(bytes);
      List<Received> all = client.readToEnd();
      assertThat(all).hasSize(1);
      assertThat(all.getFirst().opcode()).isEqualTo(CLOSE);
      assertThat(all.getFirst().closeCode()).isEqualTo(code);
    }
    assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
  }

  static Stream<byte[]> notTheProtocol() {
    return Stream.of(
        frame(FIN | CLOSE, new byte[1]),
        RawClient.close(1005),
        RawClient.close(5000),
        frame(FIN | CLOSE, bytes("03E8C328")),
        frame(FIN | 0x40 | TEXT, "{}"),
        frame(FIN | TEXT, bytes("C328")));
  }

  @ParameterizedTest
  @MethodSource("notTheProtocol")
  void whoDoesNotSpeakTheProtocolIsNotWaitedFor(byte[] bytes) {
    try (TestServer patient = new TestServer(TestServer.settings());
        RawClient client = patient.join()) {
      client.write(concat(bytes, RawClient.text("x".repeat(Limits.MAX_MESSAGE_BYTES))));
      // The end of the stream comes, and not a reset, although nobody reads what is behind.
      assertThat(client.readToEnd()).hasSize(1);
      client.finish();
      client.readToEnd();
      patient
          .connections
          .closeAll(CloseCode.RESTARTING, "", Duration.ofSeconds(5))
          .toCompletableFuture()
          .join();
      assertThat(patient.connections.count()).isZero();
    }
  }

  private static Arguments violation(String name, int code, byte[] bytes) {
    return Arguments.of(name, code, bytes);
  }

  private static byte[] fragments(int count, String each) {
    byte[] all = frame(TEXT, each);
    for (int i = 1; i < count; i++) {
      all = concat(all, frame(i < count - 1 ? CONTINUATION : FIN | CONTINUATION, each));
    }
    return all;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
