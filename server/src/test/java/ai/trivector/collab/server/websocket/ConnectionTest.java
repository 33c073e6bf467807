package ai.trivector.collab.server.websocket;

import static ai.trivector.collab.server.websocket.HandshakeTest.concat;
import static ai.trivector.collab.server.websocket.RawClient.BINARY;
import static ai.trivector.collab.server.websocket.RawClient.CLOSE;
import static ai.trivector.collab.server.websocket.RawClient.FIN;
import static ai.trivector.collab.server.websocket.RawClient.PING;
import static ai.trivector.collab.server.websocket.RawClient.PONG;
import static ai.trivector.collab.server.websocket.RawClient.TEXT;
import static ai.trivector.collab.server.websocket.RawClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.server.websocket.RawClient.Received;
import ai.trivector.collab.server.websocket.TestServer.Told;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.SessionId;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection does with what a client sends, over a real socket. */
final class ConnectionTest {

  private static final int CONTINUATION = 0;
  private static final String UPDATE =
      "{\"type\":\"param:update\",\"n\":7,\"baseSeq\":3,\"payload\":{\"mu\":0.6}}";
  private static final ClientMessage UPDATE_MESSAGE =
      new ClientMessage.ParamUpdate(OptionalLong.of(7), Optional.of(new Seq(3)), Map.of("mu", 0.6));

  private static final TestServer server = new TestServer(TestServer.settings());

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void authLetsIntoTheSessionAndWhatFollowsIsPassedOn() {
    try (RawClient client = server.connect()) {
      client.send(
          """
          {"type":"auth","payload":
            {"token":"good","clientId":"tab-1","lastSeenSeq":4,"epoch":"e1"}}\
          """);
      Told.Joined joined = server.next(Told.Joined.class);
      assertThat(joined.session()).isEqualTo(new SessionId("abc"));
      assertThat(joined.request().user().name()).isEqualTo("Ada");
      assertThat(joined.request().client()).contains(new ClientId("tab-1"));
      assertThat(joined.request().lastSeen()).contains(new Seq(4));
      assertThat(joined.request().epoch()).contains(new Epoch("e1"));
      client.send(UPDATE);
      assertThat(server.next(Told.Message.class).message()).isEqualTo(UPDATE_MESSAGE);
      leave(client);
    }
  }

  @Test
  void aRefusedTokenIsAnsweredBeforeTheClose() {
    try (RawClient client = server.connect()) {
      client.send("{\"type\":\"auth\",\"payload\":{\"token\":\"bad\"}}");
      assertThat(client.readText())
          .isEqualTo(
              "{\"type\":\"auth:failed\",\"payload\":"
                  + "{\"error\":\"the token is not good\",\"code\":\"bad_token\"}}");
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.NOT_AUTHENTICATED.code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {UPDATE, TestServer.PING, "{\"type\":\"note:add\",\"n\":7}"})
  void theFirstMessageHasToBeAuth(String first) {
    try (RawClient client = server.connect()) {
      client.send(first).send(TestServer.AUTH);
      assertThat(client.readText()).contains("\"code\":\"auth_required\"");
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.NOT_AUTHENTICATED.code());
    }
    assertThat(server.told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          nonsense                                       | invalid_message |
          {"type":"param:update","n":5,"payload":{}}     | invalid_message | "n":5
          {"type":"auth","payload":{"token":"good"}}     | invalid_message |
          {"type":"of:the:future","n":6}                 | unknown_type    | "n":6
          """)
  void whatIsNotUnderstoodIsAnsweredAndTheConnectionGoesOn(String text, String code, String also) {
    try (RawClient client = server.join()) {
      client.send(text);
      assertThat(client.readText())
          .contains("\"code\":\"" + code + "\"")
          .contains(also == null ? "" : also);
      client.send(TestServer.PING);
      assertThat(client.readText()).isEqualTo(TestServer.PONG);
      leave(client);
    }
  }

  @Test
  void bytesAreNoMessage() {
    try (RawClient client = server.join()) {
      client.write(frame(FIN | BINARY, new byte[] {1, 2}));
      assertThat(client.readText()).contains("\"code\":\"invalid_message\"");
      client.write(frame(BINARY, new byte[] {(byte) 0xFF}));
      client.write(frame(FIN | CONTINUATION, new byte[] {(byte) 0xFE}));
      assertThat(client.readText()).contains("\"code\":\"invalid_message\"");
      leave(client);
    }
  }

  @Test
  void tenTextsThatAreNotThisProtocolEndTheConnection() {
    try (RawClient client = server.join()) {
      for (int i = 0; i < 9; i++) {
        client.send("nonsense");
        assertThat(client.readText()).contains("\"code\":\"invalid_message\"");
      }
      for (int i = 0; i < 20; i++) {
        client.send("{\"type\":\"of:the:future\"}");
        assertThat(client.readText()).contains("\"code\":\"unknown_type\"");
      }
      client.send("nonsense");
      assertThat(client.readText()).contains("\"code\":\"invalid_message\"");
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.NOT_THIS_PROTOCOL.code());
    }
    assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
  }

  @Test
  void aMessageIsPutTogetherWhereverItIsCut() {
    byte[] text = "{\"type\":\"é€😀\"}".getBytes(StandardCharsets.UTF_8);
    try (RawClient client = server.join()) {
      for (int cut = 0; cut <= text.length; cut++) {
        client.write(frame(TEXT, Arrays.copyOf(text, cut)));
        client.write(frame(FIN | PING, "in between"));
        client.write(frame(FIN | CONTINUATION, Arrays.copyOfRange(text, cut, text.length)));
        Received pong = client.read();
        assertThat(pong.opcode()).isEqualTo(PONG);
        assertThat(pong.text()).isEqualTo("in between");
        assertThat(client.readText()).contains("'é€😀'");
      }
      leave(client);
    }
  }

  @Test
  void aMessageMayComeByteByByteAndManyAtOnce() {
    try (RawClient client = server.connect()) {
      for (byte each : concat(RawClient.text(TestServer.AUTH), RawClient.text(UPDATE))) {
        client.write(new byte[] {each});
      }
      server.next(Told.Joined.class);
      assertThat(server.next(Told.Message.class).message()).isEqualTo(UPDATE_MESSAGE);
      client.write(
          concat(RawClient.text(UPDATE), RawClient.text(TestServer.PING), RawClient.text(UPDATE)));
      assertThat(client.readText()).isEqualTo(TestServer.PONG);
      assertThat(server.next(Told.Message.class).message()).isEqualTo(UPDATE_MESSAGE);
      assertThat(server.next(Told.Message.class).message()).isEqualTo(UPDATE_MESSAGE);
      leave(client);
    }
  }

  @Test
  void theBoundsThemselvesAreAllowed() {
    String start = "{\"type\":\"big\",\"x\":\"";
    String big = start + "x".repeat(Limits.MAX_MESSAGE_BYTES - start.length() - 2) + "\"}";
    try (RawClient client = server.join()) {
      client.send(big);
      assertThat(client.readText()).contains("unknown type 'big'");
      client.write(frame(TEXT, big.substring(0, 1000)));
      for (int i = 2; i < Limits.MAX_FRAGMENTS; i++) {
        client.write(frame(CONTINUATION, ""));
      }
      client.write(frame(FIN | CONTINUATION, big.substring(1000)));
      assertThat(client.readText()).contains("unknown type 'big'");
      client.write(frame(FIN | PING, "x".repeat(125)));
      assertThat(client.read().text()).isEqualTo("x".repeat(125));
      client.write(frame(FIN | PONG, "nobody asked"));
      leave(client);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, true", "1001, true", "1011, false", "3000, false", "4999, false"})
  void aCloseIsAnsweredWithItsCodeAndThenTheServerHangsUp(int code, boolean deliberate) {
    try (RawClient client = server.join()) {
      client.write(concat(RawClient.close(code), RawClient.text(UPDATE)));
      List<Received> all = client.readToEnd();
      assertThat(all).hasSize(1);
      assertThat(all.getFirst().closeCode()).isEqualTo(code);
    }
    assertThat(server.next(Told.Disconnected.class).deliberate()).isEqualTo(deliberate);
  }

  @Test
  void aCloseWithoutACodeIsAGoodbyeToo() {
    try (RawClient client = server.join()) {
      client.write(frame(FIN | CLOSE, ""));
      List<Received> all = client.readToEnd();
      assertThat(all).hasSize(1);
      assertThat(all.getFirst().opcode()).isEqualTo(CLOSE);
      assertThat(all.getFirst().length()).isZero();
    }
    assertThat(server.next(Told.Disconnected.class).deliberate()).isTrue();
  }

  @Test
  void aConnectionThatIsCutIsNoGoodbye() {
    server.join().cut();
    assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
  }

  @Test
  void theServersCloseComesAfterWhatWasSentAndWaitsForTheAnswer() {
    try (RawClient client = server.connect()) {
      Peer peer = server.peer(client);
      peer.loop()
          .execute(() -> {
            peer.send(Unpooled.copiedBuffer(new byte[] {(byte) (FIN | TEXT), 2, '{', '}'}));
            peer.close(CloseCode.NO_SUCH_SESSION, "é".repeat(100));
            peer.close(CloseCode.INTERNAL_ERROR, "twice");
            peer.send(Unpooled.copiedBuffer(new byte[] {(byte) (FIN | TEXT), 0}));
            peer.flush();
          });
      assertThat(client.readText()).isEqualTo("{}");
      Received close = client.read();
      assertThat(close.closeCode()).isEqualTo(CloseCode.NO_SUCH_SESSION.code());
      assertThat(close.text()).endsWith("é").doesNotContain("\uFFFD\uFFFD");
      assertThat(close.length()).isEqualTo(2 + 122);
      client.send(UPDATE);
      client.write(RawClient.close(1000));
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
    assertThat(server.told).isEmpty();
  }

  /** Says goodbye, so that nothing of this connection is told to the next test. */
  private static void leave(RawClient client) {
    client.write(RawClient.close(1000));
    assertThat(client.readToEnd()).hasSize(1);
    assertThat(server.next(Told.Disconnected.class).deliberate()).isTrue();
  }
}
