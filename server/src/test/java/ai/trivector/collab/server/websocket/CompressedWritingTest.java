package ai.trivector.collab.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.MessageWriter;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.runtime.Frame;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.server.store.Logs;
import ai.trivector.collab.server.websocket.RawClient.Received;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server compresses, and what it leaves as it is. */
final class CompressedWritingTest {

  private static final String OFFER = "permessage-deflate; client_max_window_bits";
  private static final int MISSED = 500;

  private final TestServer server = new TestServer(TestServer.settings());

  @AfterEach
  void stop() {
    server.close();
  }

  /** Reads what comes as a browser does: with one window from the first message to the last. */
  private static final class Reader {
    private final RawClient client;
    private final Inflater inflater = new Inflater(true);
    private int bytes;
    private int compressed;

    Reader(RawClient client) {
      this.client = client;
    }

    String read() throws DataFormatException {
      Received received = client.read();
      bytes += received.length();
      if (!received.isCompressed()) {
        return received.text();
      }
      compressed++;
      byte[] text = new byte[1_000_000];
      inflater.setInput(received.payload());
      int length = inflater.inflate(text);
      inflater.setInput(new byte[] {0, 0, (byte) 0xFF, (byte) 0xFF});
      length += inflater.inflate(text, length, text.length - length);
      return new String(Arrays.copyOf(text, length), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OFFER, "permessage-deflate; server_max_window_bits=15"})
  void whatWasMissedIsCompressedTogetherAndReadOneByOne(String offer) throws DataFormatException {
    try (RawClient client = connect(offer)) {
      Peer peer = server.peer(client);
      List<ServerMessage> missed = missed();
      sendOwn(peer, missed);
      sendOwn(peer, missed);
      Reader reader = new Reader(client);
      for (int twice = 0; twice < 2; twice++) {
        for (ServerMessage each : missed) {
          assertThat(reader.read()).isEqualTo(text(each));
        }
      }
      assertThat(reader.compressed).isEqualTo(2 * MISSED);
      assertThat(reader.bytes).isLessThan(2 * plainBytes(missed) / 4);
    }
  }

  @Test
  void whoWantsEachMessageAfreshIsSentNoneThatRefersToAnother() throws DataFormatException {
    try (RawClient client = connect("permessage-deflate; server_no_context_takeover")) {
      Peer peer = server.peer(client);
      List<ServerMessage> messages = List.of(state(40), state(40));
      sendOwn(peer, messages);
      sendOwn(peer, missed().subList(0, 20));
      for (ServerMessage each : messages) {
        Reader afresh = new Reader(client);
        assertThat(afresh.read()).isEqualTo(text(each));
        assertThat(afresh.compressed).isOne();
      }
      // Too short to win anything by themselves.
      assertThat(client.read().isCompressed()).isFalse();
    }
  }

  @Test
  void aStateOfManyIsCompressedAndOneOfFewIsNot() throws DataFormatException {
    try (RawClient client = connect(OFFER)) {
      Peer peer = server.peer(client);
      peer.loop()
          .execute(() -> {
            peer.sendState(Frame.encode(state(2)));
            peer.sendState(Frame.encode(state(200)));
            peer.sendState(Frame.encode(state(3)));
            peer.flush();
          });
      Reader reader = new Reader(client);
      assertThat(reader.read()).isEqualTo(text(state(2)));
      assertThat(reader.compressed).isZero();
      assertThat(reader.read()).isEqualTo(text(state(200)));
      assertThat(reader.compressed).isOne();
      assertThat(reader.read()).isEqualTo(text(state(3)));
      assertThat(reader.compressed).isOne();
    }
  }

  @Test
  void whatGoesToEverybodyIsNeverCompressed() {
    try (RawClient client = connect(OFFER)) {
      Peer peer = server.peer(client);
      peer.loop()
          .execute(() -> {
            peer.send(Frame.encode(state(200)));
            peer.sendPresence(Frame.encode(state(200)));
            peer.flush();
          });
      for (int i = 0; i < 2; i++) {
        assertThat(client.readText()).isEqualTo(text(state(200)));
      }
    }
  }

  @Test
  void nothingIsCompressedThatWasNotAgreedUpon() {
    try (RawClient client = server.connect()) {
      Peer peer = server.peer(client);
      sendOwn(peer, missed());
      peer.loop()
          .execute(() -> {
            peer.sendState(Frame.encode(state(200)));
            peer.flush();
          });
      for (ServerMessage each : missed()) {
        assertThat(client.readText()).isEqualTo(text(each));
      }
      assertThat(client.readText()).isEqualTo(text(state(200)));
    }
  }

  @Test
  void whatIsPackedTogetherHasABoundAndEachPackIsReadByItself() throws DataFormatException {
    List<ServerMessage> missed = missed();
    List<ByteBuf> packs =
        new Deflation()
            .pack(missed.stream().map(Frame::encode).toList(), new PerMessageDeflate(false, false));
    assertThat(packs)
        .hasSizeBetween(
            plainBytes(missed) / Deflation.MAX_PACK_BYTES,
            plainBytes(missed) / Deflation.MAX_PACK_BYTES + 2);
    Inflater last = new Inflater(true);
    ByteBuf frame = packs.getLast();
    last.setInput(Frame.payloadOf(frame.readSlice(2 + frame.getByte(1))).nioBuffer());
    byte[] text = new byte[1000];
    int length = last.inflate(text);
    assertThat(new String(text, 0, length, StandardCharsets.UTF_8))
        .startsWith("{\"type\":\"")
        .endsWith("}");
    packs.forEach(ByteBuf::release);
  }

  @Test
  void aTextThatCannotBeMadeSmallerIsReadAsItWas() throws DataFormatException {
    StringBuilder name = new StringBuilder();
    new java.util.Random(1)
        .ints(20_000, 0x4E00, 0x9FFF)
        .forEach(codePoint -> name.appendCodePoint(codePoint));
    ServerMessage noise = new ServerMessage.AuthFailed(name.toString(), "none");
    try (RawClient client = connect(OFFER)) {
      sendOwn(server.peer(client), List.of(noise));
      assertThat(new Reader(client).read()).isEqualTo(text(noise));
    }
  }

  private RawClient connect(String offer) {
    return new RawClient(server.port())
        .connect("/api/v1/session/connect/abc", "Sec-WebSocket-Extensions: " + offer);
  }

  private static void sendOwn(Peer peer, List<ServerMessage> messages) {
    peer.loop()
        .execute(() -> {
          peer.sendOwn(messages.stream().map(Frame::encode).toList());
          peer.flush();
        });
  }

  private static List<ServerMessage> missed() {
    List<ServerMessage> missed = new ArrayList<>();
    for (RecordedEvent event : Logs.events(1, MISSED)) {
      missed.add(new ServerMessage.Sequenced(event));
    }
    return missed;
  }

  private static ServerMessage.State state(int members) {
    List<User> users =
        IntStream.range(0, members)
            .mapToObj(i -> new User(new UserId("user-" + i), "Ada " + i, "#10203" + i % 10))
            .toList();
    return new ServerMessage.State(
        Logs.START,
        Map.of("mu", 0.6),
        new Seq(7),
        new Epoch("e"),
        users,
        ServerMessage.StateReason.RESYNC);
  }

  private static int plainBytes(List<ServerMessage> messages) {
    return messages.stream().mapToInt(each -> utf8(each).size()).sum();
  }

  private static String text(ServerMessage message) {
    return utf8(message).toString(StandardCharsets.UTF_8);
  }

  private static ByteArrayOutputStream utf8(ServerMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MessageWriter.write(message, out);
    return out;
  }
}
