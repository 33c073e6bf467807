package ai.trivector.collab.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.session.Seq;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TailTest {

  @Test
  void it_has_the_newest_events_and_knows_how_far_back_it_goes() {
    Tail tail = new Tail(new Seq(100));
    assertThat(tail.reaches(new Seq(100))).isTrue();
    assertThat(tail.reaches(new Seq(99))).isFalse();
    assertThat(tail.after(new Seq(100))).isEmpty();

    for (int seq = 101; seq <= 100 + Tail.MAX_EVENTS + 3; seq++) {
      add(tail, seq);
    }

    assertThat(tail.reaches(new Seq(102))).isFalse();
    assertThat(tail.reaches(new Seq(103))).isTrue();
    assertThat(tail.after(new Seq(103))).hasSize(Tail.MAX_EVENTS);
    assertThat(texts(tail.after(new Seq(100 + Tail.MAX_EVENTS))))
        .containsExactly("event 357", "event 358", "event 359");
    assertThat(tail.after(new Seq(359))).isEmpty();
  }

  @Test
  void what_is_told_again_does_not_depend_on_what_became_of_the_frame() {
    Tail tail = new Tail(Seq.ORIGIN);
    ByteBuf frame = Unpooled.copiedBuffer("event 1", StandardCharsets.US_ASCII);
    tail.add(ServerMessage.Type.PARAM_BROADCAST, frame);
    frame.setZero(0, frame.capacity());
    frame.release();

    assertThat(texts(tail.after(Seq.ORIGIN))).containsExactly("event 1");
    assertThat(texts(tail.after(Seq.ORIGIN))).containsExactly("event 1");
    assertThat(tail.after(Seq.ORIGIN).getFirst().type())
        .isEqualTo(ServerMessage.Type.PARAM_BROADCAST);
  }

  private static void add(Tail tail, int seq) {
    ByteBuf frame = Unpooled.copiedBuffer("event " + seq, StandardCharsets.US_ASCII);
    tail.add(ServerMessage.Type.PARAM_BROADCAST, frame);
    frame.release();
  }

  private static List<String> texts(List<Tail.Told> told) {
    return told.stream()
        .map(each -> {
          ByteBuf frame = each.frame();
          try {
            return new String(ByteBufUtil.getBytes(frame), StandardCharsets.US_ASCII);
          } finally {
            frame.release();
          }
        })
        .toList();
  }
}
