package ai.trivector.collab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DialectTest {

  @ParameterizedTest
  @EnumSource(Traffic.class)
  void a_message_is_known_again_by_its_sender_and_number(Traffic traffic) {
    for (Dialect dialect : new Dialect[] {Dialect.PLAIN, Dialect.SOCKET_IO}) {
      ByteBuf text = text(dialect.message(traffic, 42, 1, 123_456));
      long stamp = traffic.stamp(text, 0, text.writerIndex());
      assertThat(Traffic.sender(stamp)).isEqualTo(42);
      assertThat(Traffic.n(stamp)).isEqualTo(123_456);
    }
  }

  @Test
  void what_the_product_sends_besides_is_no_message_of_a_member() {
    for (String other :
        new String[] {
          "{\"type\":\"session:joined\",\"seq\":7,\"payload\":{\"user\":{\"id\":\"user-c000001\"}}}",
          "{\"type\":\"session:left\",\"seq\":7,\"payload\":{\"userId\":\"user-ada\"}}",
          "{\"type\":\"pong\"}",
          "{\"type\":\"ack\",\"payload\":{\"n\":8,\"seq\":43}}",
          "{}",
          "2",
          ""
        }) {
      ByteBuf text = text(other);
      for (Traffic traffic : Traffic.values()) {
        assertThat(traffic.stamp(text, 0, text.writerIndex())).isEqualTo(Traffic.NONE);
      }
    }
  }

  @Test
  void a_parameter_never_has_the_value_that_it_had_before() {
    for (int slot = 0; slot < 3; slot++) {
      assertThat(paramsOf(slot, 99)).isNotEqualTo(paramsOf(slot, 100));
      assertThat(paramsOf(slot, 100)).isNotEqualTo(paramsOf(slot, 101));
    }
  }

  private static String paramsOf(int slot, long n) {
    String update = Traffic.UPDATES.toProduct(1, slot, n);
    return update.substring(update.indexOf("payload"));
  }

  @Test
  void engine_io_is_opened_then_socket_io_and_pings_are_answered() {
    Dialect dialect = Dialect.SOCKET_IO;
    assertThat(dialect.isLetInAtOnce()).isFalse();
    assertThat(answer("0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":25000}")).isEqualTo("40");
    assertThat(isWelcome(dialect, "40{\"sid\":\"y\"}")).isTrue();
    assertThat(isWelcome(dialect, "44{\"message\":\"no\"}")).isFalse();
    assertThat(answer("2")).isEqualTo("3");
    assertThat(answer("42[\"message\",{}]")).isNull();
    assertThat(answer("")).isNull();
    assertThat(dialect.message(Traffic.UPDATES, 1, 0, 1))
        .startsWith("42[\"message\",{")
        .endsWith("}]");
  }

  @Test
  void the_product_lets_in_by_its_word_and_refuses_by_others() {
    Dialect dialect = Dialect.PRODUCT;
    assertThat(isWelcome(dialect, "{\"type\":\"auth:success\",\"seq\":0}")).isTrue();
    assertThat(isWelcome(dialect, "{\"type\":\"auth:failed\"}")).isFalse();
    for (String refusal : new String[] {"error", "conflict:detected", "session:state"}) {
      ByteBuf text = text("{\"type\":\"%s\",\"payload\":{}}".formatted(refusal));
      assertThat(dialect.isRefusal(text, 0, text.writerIndex())).as(refusal).isTrue();
    }
    ByteBuf joined = text("{\"type\":\"session:joined\"}");
    assertThat(dialect.isRefusal(joined, 0, joined.writerIndex())).isFalse();
  }

  private static boolean isWelcome(Dialect dialect, String text) {
    ByteBuf bytes = text(text);
    return dialect.isWelcome(bytes, 0, bytes.writerIndex());
  }

  private static @org.jspecify.annotations.Nullable String answer(String text) {
    ByteBuf bytes = text(text);
    return Dialect.SOCKET_IO.answer(bytes, 0, bytes.writerIndex());
  }

  private static ByteBuf text(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }
}
