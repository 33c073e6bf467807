package ai.trivector.collab.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often, and how soon, members hear of what the others' hands do. */
final class PresenceLaneTest {

  private static final Duration MILLI = Duration.ofMillis(1);
  private static final int DRAGGERS = 10;
  private static final int SECONDS = 10;

  private final OneRoom room = new OneRoom(Duration.ofSeconds(5));
  private final ManualLoop loop = room.loop();
  private final List<NotedPeer> peers = new ArrayList<>();
  private final List<Membership> members = new ArrayList<>();

  @BeforeEach
  void ten_people_come() {
    for (int i = 0; i < DRAGGERS; i++) {
      NotedPeer peer = room.newPeer();
      peers.add(peer);
      members.add(room.join("p" + i, peer));
    }
    room.settle();
  }

  @Test
  void where_it_was_quiet_a_hand_is_seen_at_once() {
    drag(0, 1);
    loop.run();
    assertThat(seenBy(9)).isOne();
    loop.advance(PresenceLane.TICK);
    drag(1, 1);
    loop.run();
    assertThat(seenBy(9)).isEqualTo(2);
  }

  @Test
  void who_moves_within_the_same_frame_of_a_display_is_seen_together() {
    for (int i = 0; i < 5; i++) {
      drag(i, 1);
    }
    loop.run();
    assertThat(seenBy(9)).isOne();
    int writes = peers.get(9).flushes();

    loop.advance(PresenceLane.TICK);

    assertThat(seenBy(9)).isEqualTo(5);
    assertThat(peers.get(9).flushes()).isEqualTo(writes + 1);
  }

  @Test
  void who_was_late_once_waits_no_longer_for_it_ever_after() {
    Duration late = Duration.ofMillis(20);
    for (int i = 1; i <= 100; i++) {
      boolean isLate = i == 10;
      loop.advance(isLate ? late : Duration.ZERO);
      drag(0, i);
      loop.run();
      assertThat(seenBy(9)).isEqualTo(i);
      loop.advance(isLate ? Limits.PRESENCE_INTERVAL.minus(late) : Limits.PRESENCE_INTERVAL);
    }
  }

  @Test
  void of_one_who_moves_faster_than_20_times_a_second_the_newest_is_seen() {
    for (int i = 1; i <= 1000; i++) {
      drag(0, i);
      loop.advance(MILLI);
    }
    // The first two at once, and then 20 in a second.
    assertThat(seenBy(9)).isEqualTo(22);
    loop.advance(Limits.PRESENCE_INTERVAL);
    assertThat(peers.get(9).sent("presence:broadcast"))
        .last()
        .asString()
        .contains("\"value\":1.0}");
    assertThat(seenBy(0)).isZero();
  }

  @Test
  void one_who_begins_does_not_wait_for_those_who_have_just_been_seen() {
    drag(0, 1);
    loop.run();
    drag(0, 2);
    loop.advance(PresenceLane.TICK);
    drag(0, 3);
    loop.advance(PresenceLane.TICK.plus(MILLI));
    drag(1, 1);
    loop.run();
    assertThat(peers.get(9).sent("presence:broadcast")).last().asString().contains("tab-of-p1");
  }

  @Test
  void who_leaves_while_they_wait_is_not_seen_again() {
    drag(0, 1);
    loop.run();
    drag(0, 2);
    loop.run();
    members.getFirst().disconnected(true);
    loop.advance(Duration.ofSeconds(1));
    assertThat(peers.get(9).sent("presence:broadcast"))
        .hasSize(2)
        .last()
        .asString()
        .contains("\"presence\":null");
  }

  /** The figure of docs/adr/0018: what a room of ten costs in which everybody drags. */
  @Test
  void ten_who_drag_at_once_are_written_to_each_member_once_a_frame_of_a_display() {
    Random random = new Random(18);
    int[] next = random.ints(DRAGGERS, 0, 50).toArray();
    int step = 0;
    int[] before = peers.stream().mapToInt(NotedPeer::flushes).toArray();
    for (int milli = 0; milli < SECONDS * 1000; milli++) {
      for (int i = 0; i < DRAGGERS; i++) {
        if (next[i] == milli) {
          drag(i, ++step);
          // As a browser's timer does it: never early, and late by a little.
          next[i] = milli + 50 + random.nextInt(3);
        }
      }
      loop.advance(MILLI);
    }
    for (int i = 0; i < DRAGGERS; i++) {
      assertThat(seenBy(i) / SECONDS).isBetween(172, 180);
      assertThat((peers.get(i).flushes() - before[i]) / SECONDS)
          .isLessThanOrEqualTo((int) Duration.ofSeconds(1).dividedBy(PresenceLane.TICK));
    }
  }

  private int seenBy(int member) {
    return peers.get(member).sent("presence:broadcast").size();
  }

  private void drag(int member, int step) {
    OneRoom.say(
        members.get(member),
        "{\"type\":\"presence:update\",\"payload\":{\"holding\":{\"param\":\"mu\",\"value\":%.3f}}}"
            .formatted(step / 1000.0));
  }
}
