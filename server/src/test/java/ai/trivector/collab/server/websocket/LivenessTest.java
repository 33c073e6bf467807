package ai.trivector.collab.server.websocket;

import static ai.trivector.collab.server.websocket.RawClient.CLOSE;
import static ai.trivector.collab.server.websocket.RawClient.FIN;
import static ai.trivector.collab.server.websocket.RawClient.PING;
import static ai.trivector.collab.server.websocket.RawClient.PONG;
import static ai.trivector.collab.server.websocket.RawClient.TEXT;
import static ai.trivector.collab.server.websocket.RawClient.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.server.websocket.TestServer.Told;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are silent, slow or too fast. */
final class LivenessTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  /** Long enough for a client to answer in, however busy the machine is. */
  private static final Duration BEAT = Duration.ofSeconds(1);

  private static final int BIG = 16 * 1024;

  @Test
  void whoDoesNotAuthenticateInTimeIsSentAway() {
    try (TestServer server = new TestServer(TestServer.settings(LONG, SHORT, LONG));
        RawClient client = server.connect()) {
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.NOT_AUTHENTICATED.code());
    }
  }

  @Test
  void whoAuthenticatedIsNotSentAwayLater() {
    try (TestServer server = new TestServer(TestServer.settings(BEAT, SHORT, LONG));
        RawClient client = server.join()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.read().opcode()).isEqualTo(PING);
        client.write(frame(FIN | PONG, ""));
      }
    }
  }

  @Test
  void whoIsSilentAfterAPingIsTakenForDead() {
    try (TestServer server = new TestServer(TestServer.settings(SHORT, LONG, LONG))) {
      long begin = System.nanoTime();
      try (RawClient client = server.join()) {
        assertThat(client.read().opcode()).isEqualTo(PING);
        assertThat(client.read().closeCode()).isEqualTo(CloseCode.HEARTBEAT_UNANSWERED.code());
        // Half a heartbeat at least until it was asked, and a whole one to answer in.
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
            .isGreaterThan(SHORT.multipliedBy(3).dividedBy(2));
        assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
      }
    }
  }

  @Test
  void whateverComesIsASignOfLife() {
    WebSocketSettings settings =
        new WebSocketSettings(10, BEAT, 10, 5, LONG, TestServer.messages(LONG), LONG);
    try (TestServer server = new TestServer(settings);
        RawClient client = server.join()) {
      for (byte each : Arrays.copyOf(RawClient.text(TestServer.PING), 2)) {
        assertThat(client.read().opcode()).isEqualTo(PING);
        client.write(new byte[] {each});
      }
    }
  }

  @Test
  void whoHasSomethingToSayIsNotAsked() {
    Duration beat = BEAT.multipliedBy(2);
    try (TestServer server = new TestServer(TestServer.settings(beat, LONG, LONG));
        RawClient client = server.join()) {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < beat.multipliedBy(2).toNanos()) {
        client.send(TestServer.PING);
        // A ping of the server's would be read first.
        assertThat(client.read().text()).isEqualTo(TestServer.PONG);
        LockSupport.parkNanos(beat.dividedBy(20).toNanos());
      }
      assertThat(client.read().opcode()).isEqualTo(PING);
    }
  }

  @Test
  void whoCameAndWentDoesNotMakeTheHeartOfTheOthersBeatFaster() {
    try (TestServer server = new TestServer(TestServer.settings(BEAT, LONG, LONG))) {
      for (int i = 0; i < 100; i++) {
        try (RawClient guest = server.connect()) {
          guest.write(RawClient.close(1000));
          assertThat(guest.readToEnd().getLast().opcode()).isEqualTo(CLOSE);
        }
      }
      try (RawClient client = server.join()) {
        assertThat(client.read().opcode()).isEqualTo(PING);
        long first = System.nanoTime();
        client.write(frame(FIN | PONG, ""));
        assertThat(client.read().opcode()).isEqualTo(PING);
        assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(BEAT.dividedBy(2));
      }
    }
  }

  @Test
  void everyMessageHasItsOwnTimeEvenIfNoReadEndsWithOne() {
    Duration messageTimeout = SHORT;
    WebSocketSettings settings =
        new WebSocketSettings(
            10, LONG, 1_000_000, 1000, LONG, TestServer.messages(messageTimeout), LONG);
    byte[] ping = RawClient.text(TestServer.PING);
    byte[] start = Arrays.copyOf(ping, 5);
    byte[] restAndStart =
        HandshakeTest.concat(Arrays.copyOfRange(ping, start.length, ping.length), start);
    try (TestServer server = new TestServer(settings);
        RawClient client = server.join()) {
      client.write(start);
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < messageTimeout.multipliedBy(3).toNanos()) {
        client.write(restAndStart);
        assertThat(client.readText()).isEqualTo(TestServer.PONG);
      }
      assertThat(client.readCloseCode()).isEqualTo(CloseCode.POLICY_VIOLATION.code());
    }
  }

  @Test
  void whoIsTooFastIsToldWhenToGoOnAndInTheEndSentAway() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    WebSocketSettings settings =
        new WebSocketSettings(10, LONG, 10, 5, LONG, TestServer.messages(LONG), LONG);
    try (TestServer server = new TestServer(settings, new HttpServerOptions(), now::get);
        RawClient client = server.join()) {
      for (int i = 0; i < 4; i++) {
        client.send(TestServer.PING);
        assertThat(client.readText()).isEqualTo(TestServer.PONG);
      }
      client.send("{\"type\":\"param:update\",\"n\":9,\"payload\":{\"mu\":0.6}}");
      assertThat(client.readText())
          .contains("\"code\":\"rate_limited\"", "\"n\":9", "\"retryAfterMs\":100");

      now.addAndGet(Duration.ofMillis(100).toNanos());
      client.write(frame(FIN | PING, "x"));
      assertThat(client.read().opcode()).isEqualTo(PONG);
      now.addAndGet(Duration.ofMillis(99).toNanos());
      client.write(frame(FIN | PING, "x"));
      assertThat(client.readText()).contains("rate_limited", "\"retryAfterMs\":1}");

      for (int i = 2; i < Conduct.MAX_REFUSALS; i++) {
        client.send(TestServer.PING);
      }
      // What has no number needs no outcome, and one word does for all of it.
      assertThat(client.read().closeCode()).isEqualTo(CloseCode.RATE_LIMITED.code());
      assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
    }
  }

  @Test
  void whoReadsTooSlowlyLosesTheQueueAndGoesOnFromOneState() {
    try (TestServer server = new TestServer(TestServer.settings());
        RawClient client = new RawClient(server.port(), 4096)) {
      client.connect("/api/v1/session/connect/abc");
      Peer peer = server.peer(client);

      List<ByteBuf> frames = fill(peer);
      long held = frames.stream().filter(frame -> frame.refCnt() > 0).count() * BIG;
      assertThat(held).isLessThanOrEqualTo(OutboundQueue.WATER_MARK.high() + BIG).isGreaterThan(0);
      on(peer, () -> peer.sendPresence(text("presence")));
      assertThat(server.told).isEmpty();

      // The client reads again, so that what the channel holds goes out: then it is asked, once.
      String last = "";
      int read = 0;
      while (server.told.isEmpty()) {
        if (client.hasMore()) {
          last = client.readText();
          assertThat(last).startsWith(read++ + ":");
        }
      }
      server.next(Told.NeedsState.class);
      on(peer, () -> peer.send(text("dropped, for it is before the state")));
      on(peer, () -> peer.sendState(text("state")));
      while (!last.equals("state")) {
        last = client.readText();
        assertThat(last).matches("(?s)state|" + read++ + ":.*");
      }
      server.next(Told.NeedsPresence.class);
      on(peer, () -> peer.sendPresence(text("presence again")));
      on(peer, () -> peer.send(text("after")));
      assertThat(client.readText()).isEqualTo("presence again");
      assertThat(client.readText()).isEqualTo("after");
      assertThat(server.told).isEmpty();
      assertThat(frames).allMatch(frame -> frame.refCnt() == 0);
    }
  }

  @Test
  void whoDoesNotReadIsNotedBeforeTheKernelHasTakenMegabytes() {
    assumeThat(Epoll.isAvailable()).isTrue();
    try (TestServer server = new TestServer(TestServer.settings());
        RawClient client = new RawClient(server.port(), 4096)) {
      client.connect("/api/v1/session/connect/abc");
      long taken = (long) fill(server.peer(client)).size() * BIG;
      long ours = (long) Limits.MAX_QUEUED_BYTES + OutboundQueue.WATER_MARK.high();
      // Besides what is unsent, the kernel may have what is on its way; and a frame is taken whole.
      assertThat(taken).isLessThan(ours + 4 * OutboundQueue.MAX_UNSENT_BYTES);
    }
  }

  @Test
  void whoDoesNotReadCannotKeepTheConnectionOpen() {
    try (TestServer server = new TestServer(TestServer.settings(LONG, LONG, SHORT));
        RawClient client = new RawClient(server.port(), 4096)) {
      client.connect("/api/v1/session/connect/abc");
      Peer peer = server.peer(client);
      List<ByteBuf> frames = fill(peer);
      on(peer, () -> peer.close(CloseCode.NO_SUCH_SESSION, "deleted"));
      server.next(Told.Disconnected.class);
      server
          .connections
          .closeAll(CloseCode.RESTARTING, "", Duration.ofSeconds(5))
          .toCompletableFuture()
          .join();
      assertThat(server.connections.count()).isZero();
      // The channel counts as closed a moment before it lets go of what it held.
      on(peer, () -> {});
      assertThat(frames).allMatch(frame -> frame.refCnt() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoWasCutOffLeavesNothingBehind(boolean byReset) {
    try (TestServer server = new TestServer(TestServer.settings());
        RawClient client = new RawClient(server.port(), 4096)) {
      client.connect("/api/v1/session/connect/abc");
      Peer peer = server.peer(client);
      List<ByteBuf> frames = fill(peer);
      ByteBuf waiting = text("state");
      frames.add(waiting);
      on(peer, () -> peer.sendState(waiting));
      assertThat(waiting.refCnt()).isEqualTo(1);
      if (byReset) {
        client.cut();
      } else {
        client.finish();
      }
      assertThat(server.next(Told.Disconnected.class).deliberate()).isFalse();
      on(peer, () -> peer.send(text("to nobody")));
      on(peer, peer::flush);
      assertThat(frames).allMatch(frame -> frame.refCnt() == 0);
    }
  }

  /** Sends numbered frames to a peer that does not read, until one is dropped. */
  private static List<ByteBuf> fill(Peer peer) {
    List<ByteBuf> frames = new ArrayList<>();
    // Where it is not told otherwise, the kernel takes a few megabytes before anything waits here.
    int most = 1000 + Limits.MAX_QUEUED_BYTES / BIG;
    boolean dropped = false;
    while (!dropped && frames.size() < most) {
      ByteBuf frame = text("%d:%s".formatted(frames.size(), "x".repeat(BIG)).substring(0, BIG));
      frames.add(frame);
      dropped =
          on(
              peer,
              () -> {
                peer.send(frame);
                boolean gone = frame.refCnt() == 0;
                peer.flush();
                return gone;
              });
    }
    assertThat(dropped).isTrue();
    return frames;
  }

  private static ByteBuf text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    // Not pooled: a pooled buffer comes to life again in another's hands.
    ByteBuf frame = Unpooled.directBuffer().writeByte(FIN | TEXT);
    if (utf8.length <= 125) {
      frame.writeByte(utf8.length);
    } else {
      frame.writeByte(126).writeShort(utf8.length);
    }
    return frame.writeBytes(utf8);
  }

  private static void on(Peer peer, Runnable action) {
    CompletableFuture.runAsync(
            () -> {
              action.run();
              peer.flush();
            },
            peer.loop())
        .join();
  }

  private static <T> T on(Peer peer, Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, peer.loop()).join();
  }
}
