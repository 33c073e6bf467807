package ai.trivector.collab.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.protocol.MessageReader.Received;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, the reader answers, and what it lets through can be said on to others. */
@DisplayName("Frames that were damaged at random")
final class ReaderFuzzTest {

  private static final int FRAMES = 400;

  private static final List<byte[]> VALID =
      Vector.all().stream().map(vector -> vector.frame().getBytes(UTF_8)).toList();

  /** What a hand that means harm would try, in one place or another. */
  private static final List<byte[]> PIECES =
      List.of(
          utf8("null"),
          utf8("1e999"),
          utf8("-1"),
          utf8("9223372036854775808"),
          utf8("0.0000000000000000000000001"),
          utf8("[[[[[[[[[[[[[[[[[["),
          utf8("{\"a\":{\"a\":"),
          utf8("\"\\ud800\""),
          utf8("\\u0000"),
          utf8("\"\\"),
          utf8("\u202e😀"),
          new byte[] {0, 0, '{', 0},
          new byte[] {(byte) 0xff, (byte) 0xfe},
          new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
          new byte[] {(byte) 0xc0, (byte) 0xaf},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
          new byte[] {(byte) 0xf7, (byte) 0xbf, (byte) 0xbf, (byte) 0xbf});

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest(name = "are answered, never thrown over, seed {0}")
  @MethodSource("seeds")
  @DisplayName("are answered, never thrown over")
  void neverThrows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = damaged(random);
      assertThatCode(() -> answer(MessageReader.read(frame)))
          .as("the frame %s (%s)", Arrays.toString(frame), new String(frame, UTF_8))
          .doesNotThrowAnyException();
    }
  }

  /** Does with a message what a server does with it, and checks that what is sent is a message. */
  private static void answer(Received received) throws Json.MalformedException {
    switch (received) {
      case Received.NotUnderstood(ErrorCode code, String reason, OptionalLong n) -> {
        assertThat(reason).isNotBlank();
        Json.readObject(
            ServerFrames.utf8(new ServerMessage.ErrorReply(code, reason, n, OptionalLong.empty())));
      }
      case Received.Understood(ClientMessage.PresenceUpdate(Presence.Change change)) -> {
        Presence presence = Presence.NONE.with(change);
        Fields sent =
            new Fields(
                "what is sent",
                Json.readObject(
                    ServerFrames.utf8(
                        new ServerMessage.PresenceBroadcast(
                            new ClientId("tab"), new UserId("user"), Optional.of(presence)))));
        Optional<Fields> holding =
            sent.object("payload").object("presence").optionalObject("holding");
        if (holding.isPresent()) {
          assertThat(holding.get().number("value")).isFinite();
        }
      }
      case Received.Understood(ClientMessage message) -> assertThat(message.n()).isNotNull();
    }
  }

  private static byte[] damaged(SplittableRandom random) {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] frame = VALID.get(random.nextInt(VALID.size()));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(frame.length + 1);
      int to = Math.min(frame.length, at + random.nextInt(12));
      frame =
          switch (random.nextInt(6)) {
            case 0 -> spliced(frame, at, at, PIECES.get(random.nextInt(PIECES.size())));
            case 1 -> spliced(frame, at, to, PIECES.get(random.nextInt(PIECES.size())));
            case 2 -> spliced(frame, at, to, new byte[0]);
            case 3 -> spliced(frame, at, at, Arrays.copyOfRange(frame, at, to));
            case 4 -> spliced(frame, at, to, new byte[] {(byte) random.nextInt(256)});
            default -> withValueReplaced(frame, random);
          };
    }
    return frame;
  }

  /** Puts a piece where a number, a string or a null was, so that most of it stays JSON. */
  private static byte[] withValueReplaced(byte[] frame, SplittableRandom random) {
    int colon = random.nextInt(frame.length + 1);
    while (colon < frame.length && frame[colon] != ':') {
      colon++;
    }
    int end = Math.min(colon + 1, frame.length);
    while (end < frame.length && frame[end] != ',' && frame[end] != '}') {
      end++;
    }
    return spliced(frame, Math.min(colon + 1, end), end, PIECES.get(random.nextInt(PIECES.size())));
  }

  private static byte[] spliced(byte[] frame, int from, int to, byte[] piece) {
    byte[] result = Arrays.copyOf(frame, from + piece.length + frame.length - to);
    System.arraycopy(piece, 0, result, from, piece.length);
    System.arraycopy(frame, to, result, from + piece.length, frame.length - to);
    return result;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
