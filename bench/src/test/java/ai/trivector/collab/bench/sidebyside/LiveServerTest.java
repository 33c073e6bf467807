package ai.trivector.collab.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.trivector.collab.bench.load.Layout;
import ai.trivector.collab.bench.load.Load;
import ai.trivector.collab.bench.load.LoadLoop;
import ai.trivector.collab.bench.load.Phase;
import ai.trivector.collab.bench.load.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small load on live servers: the product, and those that need nothing that is not there. */
final class LiveServerTest {

  private static final List<Contender> CONTENDERS =
      List.of(Contender.OURS, Contender.NETTY, Contender.VERTX);

  private static final Layout LAYOUT = new Layout(2, 4, 3);
  private static final double PER_SECOND = 100;
  private static final Duration WARM_UP = Duration.ofMillis(100);
  private static final Duration WINDOW = Duration.ofMillis(500);

  @Test
  void what_is_measured_is_the_same_for_all_and_nothing_is_lost(@TempDir Path dir) {
    Map<Contender, Phase> updates = new EnumMap<>(Contender.class);
    try (LoadLoop loop = new LoadLoop()) {
      for (Contender contender : CONTENDERS) {
        try (LiveServer server = LiveServer.start(contender, List.of(), dir)) {
          updates.put(contender, measure(server, loop, Traffic.UPDATES));
          Phase presence = measure(server, loop, Traffic.PRESENCE);
          assertThat(presence.deliveries()).as("%s, presence", contender).isPositive();
          assertThat(presence.duplicated() + presence.reordered() + presence.refused()).isZero();
        }
      }
    }
    Phase ours = Objects.requireNonNull(updates.get(Contender.OURS));
    updates.forEach((contender, phase) -> {
      assertThat(phase.deliveries()).as("%s, updates", contender).isPositive();
      assertThat(phase.missing() + phase.duplicated() + phase.reordered() + phase.refused())
          .as("%s, faults", contender)
          .isZero();
      assertThat(phase.serverCpuSeconds()).as("%s, CPU", contender).isPositive();
      // But for the digits of how many came before.
      assertThat(phase.bytes()).as("%s, bytes", contender).isCloseTo(ours.bytes(), within(2.0));
    });
  }

  private static Phase measure(LiveServer server, LoadLoop loop, Traffic traffic) {
    try (Load load = server.fill(loop, List.of(), LAYOUT, traffic)) {
      Phase atRate = load.atRate(PER_SECOND, WARM_UP, WINDOW);
      if (traffic.echoes()) {
        Phase saturated = load.saturated(1, WARM_UP, WARM_UP);
        assertThat(saturated.deliveries()).isPositive();
        assertThat(saturated.missing()).isZero();
      }
      return atRate;
    }
  }
}
