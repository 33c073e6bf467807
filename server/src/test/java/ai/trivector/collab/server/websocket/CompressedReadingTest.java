package ai.trivector.collab.server.websocket;

import static ai.trivector.collab.server.websocket.HandshakeTest.concat;
import static ai.trivector.collab.server.websocket.RawClient.BINARY;
import static ai.trivector.collab.server.websocket.RawClient.CLOSE;
import static ai.trivector.collab.server.websocket.RawClient.FIN;
import static ai.trivector.collab.server.websocket.RawClient.PING;
import static ai.trivector.collab.server.websocket.RawClient.PONG;
import static ai.trivector.collab.server.websocket.RawClient.RSV1;
import static ai.trivector.collab.server.websocket.RawClient.TEXT;
import static ai.trivector.collab.server.websocket.RawClient.compressed;
import static ai.trivector.collab.server.websocket.RawClient.deflated;
import static ai.trivector.collab.server.websocket.RawClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.server.websocket.RawClient.Received;
import ai.trivector.collab.server.websocket.TestServer.Told;
import ai.trivector.collab.session.Seq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client may send compressed once that was agreed upon, and what it must not. */
final class CompressedReadingTest {

  private static final int CONTINUATION = 0;
  private static final String UPDATE =
      "{\"type\":\"param:update\",\"n\":7,\"baseSeq\":3,\"payload\":{\"mu\":0.6}}";
  private static final ClientMessage UPDATE_MESSAGE =
      new ClientMessage.ParamUpdate(OptionalLong.of(7), Optional.of(new Seq(3)), Map.of("mu", 0.6));

  private static final TestServer server =
      new TestServer(
          TestServer.settings(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMillis(50)));

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> updates() {
    byte[] whole = deflated(utf8(UPDATE));
    byte[] blocks =
        concat(withoutEnd(UPDATE.substring(0, 20)), deflated(utf8(UPDATE.substring(20))));
    byte[] streams = concat(ended(UPDATE.substring(0, 20)), ended(UPDATE.substring(20)));
    return Stream.of(
        Arguments.of("in one frame", frame(FIN | RSV1 | TEXT, whole)),
        Arguments.of("in fragments", fragments(whole, 1, 7, 30)),
        Arguments.of("in fragments of which the last is empty", fragments(whole, whole.length)),
        Arguments.of(
            "with a ping in between",
            concat(
                frame(RSV1 | TEXT, Arrays.copyOf(whole, 9)),
                concat(
                    frame(FIN | PING, "x"),
                    frame(FIN | CONTINUATION, Arrays.copyOfRange(whole, 9, whole.length))))),
        Arguments.of("in two blocks", frame(FIN | RSV1 | TEXT, blocks)),
        Arguments.of("as streams that end", frame(FIN | RSV1 | TEXT, concat(streams, new byte[1]))),
        Arguments.of("as it is", RawClient.text(UPDATE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("updates")
  void aMessageMayComeCompressed(String how, byte[] bytes) {
    try (RawClient client = join()) {
      client.write(bytes);
      assertThat(server.next(Told.Message.class).message()).isEqualTo(UPDATE_MESSAGE);
      // The next one starts afresh.
      client.write(compressed(utf8(TestServer.PING)));
      Received answer = client.read();
      if (answer.opcode() == PONG) {
        answer = client.read();
      }
      assertThat(answer.text()).isEqualTo(TestServer.PONG);
      leave(client);
    }
  }

  @Test
  void nothingAtAllAndBytesAreNoMessageOfTheProtocol() {
    try (RawClient client = join()) {
      client.write(compressed(new byte[0]));
      client.write(frame(FIN | RSV1 | TEXT, ""));
      client.write(frame(FIN | RSV1 | BINARY, deflated(bytes("C328"))));
      for (int i = 0; i < 3; i++) {
        assertThat(client.readText()).contains("\"code\":\"invalid_message\"");
      }
      leave(client);
    }
  }

  @Test
  void aMessageMayInflateToWhatAPlainOneMayHave() {
    String largest = UPDATE + " ".repeat(Limits.MAX_MESSAGE_BYTES - UPDATE.length());
    try (RawClient client = join()) {
      client.write(compressed(utf8(largest)));
      assertThat(server.next(Told.Message.class).message()).isEqualTo(UPDATE_MESSAGE);
      leave(client);
    }
  }

  @Test
  void whatOneConnectionSentLeavesNoTraceInAnother() {
    try (RawClient first = join();
        RawClient second = join()) {
      byte[] whole = deflated(utf8(UPDATE));
      first.write(frame(RSV1 | TEXT, Arrays.copyOf(whole, 12)));
      second.write(compressed(utf8(TestServer.PING)));
      assertThat(second.readText()).isEqualTo(TestServer.PONG);
      first.write(frame(FIN | CONTINUATION, Arrays.copyOfRange(whole, 12, whole.length)));
      assertThat(server.next(Told.Message.class).message()).isEqualTo(UPDATE_MESSAGE);
      leave(first);
      leave(second);
    }
  }

  static Stream<Arguments> violations() {
    byte[] tooBig = deflated(utf8("x".repeat(Limits.MAX_MESSAGE_BYTES + 1)));
    byte[] bomb = Arrays.copyOf(deflated(new byte[10_000_000]), Limits.MAX_MESSAGE_BYTES - 1);
    byte[] notUtf8 = deflated(bytes("22C328"));
    return Stream.of(
        violation("one byte more than 16 KiB", 1009, frame(FIN | RSV1 | TEXT, tooBig)),
        violation("one byte more than 16 KiB in fragments", 1009, fragments(tooBig, 1, 5)),
        violation("a bomb of 10 MB", 1009, frame(FIN | RSV1 | TEXT, bomb)),
        violation("a bomb of bytes", 1009, frame(FIN | RSV1 | BINARY, bomb)),
        violation("a bomb in fragments", 1009, fragments(bomb, 100, 200)),
        violation("over 16 KiB before it is inflated", 1009, bytes("C1FE400100000000")),
        violation(
            "16 KiB and more in fragments before it is inflated",
            1009,
            fragments(new byte[Limits.MAX_MESSAGE_BYTES + 1], Limits.MAX_MESSAGE_BYTES)),
        violation("no deflate", 1007, frame(FIN | RSV1 | TEXT, bytes("FFFFFFFF"))),
        violation(
            "a stored block whose length is wrong",
            1007,
            frame(FIN | RSV1 | TEXT, bytes("00050000007B7D"))),
        violation(
            "a reference to what was before", 1007, frame(FIN | RSV1 | TEXT, bytes("020300"))),
        violation("not UTF-8", 1007, frame(FIN | RSV1 | TEXT, notUtf8)),
        violation("not UTF-8 in fragments", 1007, fragments(notUtf8, 2)),
        violation("a surrogate", 1007, compressed(bytes("EDA080"))),
        violation("overlong", 1007, compressed(bytes("C080"))),
        violation("above U+10FFFF", 1007, compressed(bytes("F4908080"))),
        violation("half a character", 1007, compressed(bytes("22C3"))),
        violation("RSV1 on a ping", 1002, frame(FIN | RSV1 | PING, "")),
        violation("RSV1 on a close", 1002, frame(FIN | RSV1 | CLOSE, bytes("03E8"))),
        violation("RSV2", 1002, frame(FIN | 0x20 | TEXT, "{}")),
        violation("RSV1 and RSV3", 1002, frame(FIN | RSV1 | 0x10 | TEXT, deflated(utf8("{}")))),
        violation(
            "RSV1 on a continuation",
            1002,
            concat(frame(RSV1 | TEXT, ""), frame(FIN | RSV1 | CONTINUATION, ""))),
        violation(
            "a text within a compressed text",
            1002,
            concat(frame(RSV1 | TEXT, ""), frame(FIN | TEXT, "{}"))),
        violation(
            "a plain text that is not UTF-8 after a compressed one in fragments",
            1007,
            concat(fragments(deflated(utf8(" ")), 1), frame(FIN | TEXT, bytes("C328")))),
        violation("17 fragments", 1008, crumbs(Limits.MAX_FRAGMENTS + 1)),
        violation("a compressed message that never ends", 1008, frame(RSV1 | TEXT, "")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("violations")
  void aViolationIsAnsweredByItsCodeAndEndsTheConnection(String name, int code, byte[] bytes) {
    try (RawClient client = join()) {
      client.write(bytes);
      List<Received> all = client.readToEnd();
      assertThat(all.getLast().opcode()).isEqualTo(CLOSE);
      assertThat(all.getLast().closeCode()).isEqualTo(code);
    }
    assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
  }

  private static RawClient join() {
    RawClient client = new RawClient(server.port());
    client.connect(
        "/api/v1/session/connect/abc",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
    client.write(compressed(utf8(TestServer.AUTH)));
    server.next(Told.Joined.class);
    return client;
  }

  private static void leave(RawClient client) {
    client.write(RawClient.close(1000));
    assertThat(client.readCloseCode()).isEqualTo(1000);
    assertThat(server.next(Told.Disconnected.class).deliberate()).isTrue();
  }

  private static Arguments violation(String name, int code, byte[] bytes) {
    return Arguments.of(name, code, bytes);
  }

  /** A compressed text, cut at these places. */
  private static byte[] fragments(byte[] payload, int... cuts) {
    byte[] all = frame(RSV1 | TEXT, Arrays.copyOf(payload, cuts[0]));
    for (int i = 0; i < cuts.length; i++) {
      boolean last = i == cuts.length - 1;
      int end = last ? payload.length : cuts[i + 1];
      all =
          concat(
              all,
              frame(
                  last ? FIN | CONTINUATION : CONTINUATION,
                  Arrays.copyOfRange(payload, cuts[i], end)));
    }
    return all;
  }

  private static byte[] crumbs(int count) {
    byte[] all = frame(RSV1 | TEXT, "");
    for (int i = 1; i < count; i++) {
      all = concat(all, frame(CONTINUATION, ""));
    }
    return all;
  }

  /** A block with what a flush leaves at its end, for another to follow. */
  private static byte[] withoutEnd(String text) {
    return concat(deflated(utf8(text)), bytes("0000FFFF"));
  }

  /** A stored block that is its stream's last one (RFC 1951, 3.2.4). */
  private static byte[] ended(String text) {
    int length = text.length();
    byte[] header = {1, (byte) length, 0, (byte) ~length, (byte) 0xFF};
    return concat(header, utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
