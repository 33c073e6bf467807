package ai.trivector.collab.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.session.Seq;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Against a list: of whatever size they are, and wherever they come to lie. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void it_tells_what_a_list_of_them_would_tell(long seed) {
    Random random = new Random(seed);
    Tail tail = new Tail(new Seq(7));
    List<String> model = new ArrayList<>();
    int longest = 1;
    for (int i = 0; i < 3 * Tail.MAX_EVENTS; i++) {
      if (random.nextInt(100) == 0) {
        longest = 1 + random.nextInt(2000);
      }
      String text =
          String.valueOf((char) ('a' + random.nextInt(26))).repeat(random.nextInt(longest));
      add(tail, text);
      model.add(text);
      int missed = 1 + random.nextInt(Math.min(model.size(), Tail.MAX_EVENTS));
      assertThat(texts(tail.after(new Seq(7 + model.size() - missed))))
          .isEqualTo(model.subList(model.size() - missed, model.size()));
    }
    assertThat(tail.reaches(new Seq(7 + model.size() - Tail.MAX_EVENTS))).isTrue();
    assertThat(tail.reaches(new Seq(6 + model.size() - Tail.MAX_EVENTS))).isFalse();
  }

  /** So that a collector has nothing to do with a session that goes on and on. */
  @Test
  void what_is_too_old_is_written_over() {
    Tail tail = new Tail(Seq.ORIGIN);
    ByteBuf frame = Unpooled.copiedBuffer("x".repeat(180), StandardCharsets.US_ASCII);
    addMany(tail, frame);

    long before = allocated();
    addMany(tail, frame);

    assertThat(allocated() - before).isLessThan((long) Tail.MAX_EVENTS * frame.readableBytes() / 4);
    frame.release();
  }

  private static void addMany(Tail tail, ByteBuf frame) {
    for (int i = 0; i < 3 * Tail.MAX_EVENTS; i++) {
      tail.add(ServerMessage.Type.PARAM_BROADCAST, frame);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static void add(Tail tail, int seq) {
    add(tail, "event " + seq);
  }

  private static void add(Tail tail, String text) {
    ByteBuf frame = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
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
