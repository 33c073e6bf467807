package ai.trivector.collab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Netty's own frames. */
final class FramesTest {

  /** What was found, in order. */
  private static final class Found implements FrameReader.Sink {
    private final List<String> all = new ArrayList<>();

    @Override
    public void text(ByteBuf bytes, int from, int to) {
      all.add(bytes.toString(from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public void ping(byte[] payload) {
      all.add("ping " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void close(int code) {
      all.add("close " + code);
    }
  }

  private static final String LONG = "x".repeat(300);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 130, 1 << 20})
  void frames_are_found_however_they_were_cut(int bytesAtOnce) {
    Found found =
        read(
            bytesAtOnce,
            List.of(
                new TextWebSocketFrame("short"),
                new PingWebSocketFrame(ByteBufAllocator.DEFAULT.buffer().writeByte('p')),
                new TextWebSocketFrame(LONG),
                new PongWebSocketFrame(),
                new TextWebSocketFrame(""),
                new CloseWebSocketFrame(4404, "gone")));
    assertThat(found.all).containsExactly("short", "ping p", LONG, "", "close 4404");
  }

  @Test
  void a_frame_may_be_longer_than_16_bits_say() {
    String longer = "y".repeat(70_000);
    Found found =
        read(4096, List.of(new TextWebSocketFrame(longer), new TextWebSocketFrame("next")));
    assertThat(found.all).containsExactly(longer, "next");
  }

  private static Found read(int bytesAtOnce, List<WebSocketFrame> frames) {
    EmbeddedChannel server = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
    frames.forEach(server::writeOutbound);
    ByteBuf wire = ByteBufAllocator.DEFAULT.buffer();
    for (ByteBuf part = server.readOutbound(); part != null; part = server.readOutbound()) {
      wire.writeBytes(part);
      part.release();
    }
    Found found = new Found();
    FrameReader reader = new FrameReader(found);
    while (wire.isReadable()) {
      reader.read(wire.readBytes(Math.min(bytesAtOnce, wire.readableBytes())));
    }
    wire.release();
    return found;
  }

  @Test
  void what_is_sent_is_masked_and_says_what_it_should() {
    EmbeddedChannel server =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder().expectMaskedFrames(true).build()));
    for (String text : List.of("", "abc", LONG)) {
      server.writeInbound(ClientFrame.text(ByteBufAllocator.DEFAULT, text));
      TextWebSocketFrame frame = server.readInbound();
      assertThat(frame.text()).isEqualTo(text);
      frame.release();
    }
    server.writeInbound(ClientFrame.pong(ByteBufAllocator.DEFAULT, new byte[] {'p'}));
    PongWebSocketFrame pong = server.readInbound();
    assertThat(pong.content().toString(StandardCharsets.UTF_8)).isEqualTo("p");
    pong.release();
  }
}
