package ai.trivector.collab.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.runtime.Frame;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SimulationTest {

  private static final int SEEDS = 300;
  private static final String RUNTIME = "ai.trivector.collab.server.runtime";
  private static final String LEAKS = "io.netty.util.ResourceLeakDetector";

  private final Counts counts = new Counts();
  private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();
  private int played;

  @BeforeAll
  void listen() {
    Seeds.quiet(RUNTIME, Level.OFF);
    leaks.start();
    ((Logger) LoggerFactory.getLogger(LEAKS)).addAppender(leaks);
  }

  @AfterAll
  void stopListening() {
    ((Logger) LoggerFactory.getLogger(LEAKS)).detachAppender(leaks);
    ((Logger) LoggerFactory.getLogger(RUNTIME)).setLevel(null);
  }

  LongStream seeds() {
    return LongStream.rangeClosed(1, SEEDS);
  }

  @Order(1)
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everybodyEndsInStepWithTheLog(long seed) {
    counts.addAll(Seeds.play(seed));
    played++;
  }

  /**
   * Each found what is named after it, and is played for as long as its schedule stays the same.
   */
  @Order(1)
  @ParameterizedTest(name = "seed {0}: {1}")
  @CsvSource({
    "6, everybody's presence asked for without end",
    "7, two people who came under one client id in one batch",
    "629, a parameter without an outcome beside one that conflicted",
    "840, an older connection of a tab for which the log was slower",
    "1281, a join that was being appended when its session was deleted",
    "1472, a session that was deleted while the server stopped",
    "1710, a member who was sent away after an append that had taken effect",
    "8076, a member who came and went while it was not known that they had come",
    "60331, a session that was deleted while it was being opened",
    "119535, a member who was refused before it could be read that they had come",
    "183010, a tab under the name of another person who had gone and was yet to write",
  })
  void aSeedThatFailedDoesNotFailAgain(long seed, String what) {
    assertThat(Seeds.play(seed).of("outcome:written")).as(what).isPositive();
  }

  /** A simulation that has stopped to make a fault, or to see an outcome, tests it no longer. */
  @Order(2)
  @ParameterizedTest(name = "{0}")
  @MethodSource("whatHasToHappen")
  void itHappens(String what) {
    assumeTrue(played == SEEDS, "only all seeds together make everything happen");
    assertThat(counts.of(what)).as(what + " in\n" + counts).isPositive();
  }

  static Stream<String> whatHasToHappen() {
    return Stream.of(FAULTS, DISTURBANCES, OUTCOMES, MESSAGES).flatMap(List::stream);
  }

  private static final List<String> FAULTS =
      List.of(
          "fault:append fails without effect",
          "fault:append takes effect but says it failed",
          "fault:append lost with its process",
          "fault:append takes effect after its process ended",
          "fault:another server was first",
          "fault:another server wrote very much",
          "fault:the log answers very late",
          "fault:the log is down for a while",
          "fault:read fails",
          "fault:load fails",
          "fault:snapshot fails",
          "fault:create fails without effect",
          "fault:create takes effect but says it failed",
          "fault:delete fails without effect",
          "fault:delete takes effect but says it failed",
          "fault:restored from a backup",
          "fault:timer fires late",
          "server:killed",
          "server:stopped",
          "server:deleted");

  private static final List<String> DISTURBANCES =
      List.of(
          "network:dropped",
          "network:dropped, half-open",
          "network:dropped between two steps",
          "network:goodbye",
          "network:the client stopped reading",
          "sent at once",
          "slow reader:queue dropped",
          "slow reader:frame dropped",
          "slow reader:asked for a state",
          "slow reader:asked for presence",
          "slow reader:presence dropped",
          "client:sends again",
          "client:is given another id",
          "client:gives up",
          "closed by the server:1000",
          "closed by the server:1012",
          "closed by the server:1013",
          "closed by the server:4404",
          "client:finds no room",
          "roster:came back within the grace",
          "roster:left after a goodbye",
          "roster:left after the grace");

  private static final List<String> OUTCOMES =
      List.of(
          "outcome:written",
          "outcome:resolved",
          "outcome:conflict",
          "outcome:conflict by time",
          "outcome:ack of no change",
          "outcome:ack of a duplicate",
          "sent:error unavailable",
          "sent:error invalid_message",
          "sent:error unknown_type",
          "sent:error unknown_param",
          "sent:error out_of_range",
          "welcome:new",
          "welcome:resumed",
          "sent:session:state resync",
          "sent:session:state lagging",
          "sent:session:state restored",
          "store:snapshot");

  private static final List<String> MESSAGES =
      List.of(
          "received:ParamUpdate",
          "received:ConflictResolved",
          "received:Resync",
          "received:Ping",
          "received:PresenceUpdate",
          "seen by a client:auth:success",
          "seen by a client:param:broadcast",
          "seen by a client:session:joined",
          "seen by a client:session:left",
          "seen by a client:session:state",
          "seen by a client:session:deleted",
          "seen by a client:conflict:detected",
          "seen by a client:presence:broadcast",
          "seen by a client:ack",
          "seen by a client:error",
          "seen by a client:pong");

  @Order(3)
  @Test
  void noFrameIsLostWithoutBeingReleased() {
    // The detector tells of what was collected when the next buffers are made.
    System.gc();
    for (int i = 0; i < 100; i++) {
      Frame.encode(new ServerMessage.Pong()).release();
    }
    assertThat(leaks.list).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Order(3)
  @Test
  void oneSeedIsOneSchedule() throws Throwable {
    assertThat(scheduleOf(7)).isEqualTo(scheduleOf(7)).isNotEqualTo(scheduleOf(8));
  }

  private static String scheduleOf(long seed) throws Throwable {
    ByteArrayOutputStream schedule = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(schedule, false, StandardCharsets.UTF_8);
    new Simulation(new Choices(seed), new Trace(out), Flaw.NONE).play();
    return schedule.toString(StandardCharsets.UTF_8);
  }
}
