package ai.trivector.collab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OrderTest {

  private final Deliveries count = new Deliveries();
  private final Order order = new Order(2, count);

  @Test
  void numbers_in_their_order_are_no_fault_whoever_else_sends() {
    came(0, 1, 2, 3);
    came(1, 1, 2);
    came(0, 4);
    order.complete(0, 4);
    order.complete(1, 2);
    expect(6, 0, 0, 0);
  }

  @Test
  void what_never_comes_is_missing() {
    came(0, 1, 4);
    expect(2, 2, 0, 0);
    order.complete(0, 6);
    order.complete(1, 1);
    expect(2, 5, 0, 0);
  }

  @Test
  void what_comes_late_is_reordered_and_not_missing() {
    came(0, 1, 4, 3, 2, 5);
    order.complete(0, 5);
    expect(5, 0, 0, 2);
  }

  @Test
  void what_comes_again_is_a_duplicate_also_where_it_came_late() {
    came(0, 1, 1, 3, 2, 2, 3);
    expect(6, 0, 3, 1);
  }

  @Test
  void what_comes_after_it_was_given_up_is_reordered() {
    came(0, 1);
    order.complete(0, 3);
    came(0, 3, 2, 4);
    expect(4, 0, 0, 2);
  }

  @Test
  void what_is_older_than_can_be_told_counts_as_a_duplicate() {
    came(0, 1 + Order.REMEMBERED, 1);
    expect(2, Order.REMEMBERED, 1, 0);
  }

  private void came(int sender, long... numbers) {
    for (long n : numbers) {
      order.came(sender, n);
    }
  }

  private void expect(long delivered, long missing, long duplicated, long reordered) {
    assertThat(count.delivered).as("delivered").isEqualTo(delivered);
    assertThat(count.missing).as("missing").isEqualTo(missing);
    assertThat(count.duplicated).as("duplicated").isEqualTo(duplicated);
    assertThat(count.reordered).as("reordered").isEqualTo(reordered);
  }
}
