package ai.trivector.collab.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopLagTest {

  /** A loop that comes to its timers when it is told to, however late that is. */
  private static final class LateLoop implements Loop {
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private long nowNanos;

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public long nanoTime() {
      return nowNanos;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      timers.add(task);
      return () -> timers.remove(task);
    }

    void goOffAfter(Duration time) {
      nowNanos += time.toNanos();
      timers.remove().run();
    }
  }

  @Test
  void it_is_the_time_from_when_a_timer_is_due_until_it_goes_off() {
    LateLoop loop = new LateLoop();
    LoopLag lag = new LoopLag(List.of(loop));
    lag.start();
    loop.goOffAfter(LoopLag.TICK);
    loop.goOffAfter(LoopLag.TICK.plusMillis(300));
    assertThat(lag.lags().sum()).isEqualTo(Duration.ofMillis(300).toNanos());
    assertThat(Arrays.stream(lag.lags().counts()).sum()).isEqualTo(2);
  }

  @Test
  void each_loop_is_watched_until_it_is_stopped() {
    LateLoop one = new LateLoop();
    LateLoop other = new LateLoop();
    LoopLag lag = new LoopLag(List.of(one, other));
    lag.start();
    one.goOffAfter(LoopLag.TICK);
    other.goOffAfter(LoopLag.TICK);
    lag.stop();
    one.goOffAfter(LoopLag.TICK);
    assertThat(Arrays.stream(lag.lags().counts()).sum()).isEqualTo(3);
    assertThat(one.timers).isEmpty();
    assertThat(other.timers).hasSize(1);
  }
}
