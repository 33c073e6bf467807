package ai.trivector.collab.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes at one time to a session is one write to the log, and one to each of its members. */
final class TurnTest {

  private final OneRoom room = new OneRoom(Duration.ofSeconds(5));
  private final List<NotedPeer> peers = new ArrayList<>();
  private final List<Membership> members = new ArrayList<>();
  private long appends;
  private List<Integer> flushes = List.of();

  @BeforeEach
  void three_people_come() {
    for (String name : List.of("ada", "bela", "chen")) {
      NotedPeer peer = room.newPeer();
      peers.add(peer);
      members.add(room.join(name, peer));
    }
    room.settle();
    appends = room.appends();
    flushes = peers.stream().map(NotedPeer::flushes).toList();
  }

  @Test
  void what_three_people_send_at_one_time_is_appended_and_told_at_once() {
    OneRoom.set(members.get(0), 1, "mu", 0.6);
    OneRoom.set(members.get(1), 1, "omega", 0.7);
    OneRoom.set(members.get(2), 1, "mu", 0.61);
    room.settle();

    assertThat(room.appends() - appends).isOne();
    for (int i = 0; i < 3; i++) {
      assertThat(peers.get(i).sent("param:broadcast"))
          .satisfiesExactly(
              first -> assertThat(first).contains("{\"mu\":0.6}"),
              second -> assertThat(second).contains("{\"omega\":0.7}"),
              third -> assertThat(third).contains("{\"mu\":0.61}"));
      assertThat(peers.get(i).flushes() - flushes.get(i)).isOne();
      assertThat(peers.get(i).pieces("param:broadcast")).isOne();
    }
  }

  @Test
  void what_comes_on_the_sessions_own_loop_waits_for_its_turn_and_its_answer_alone() {
    long before = room.loop().tasksRun();
    room.loop()
        .execute(() -> {
          OneRoom.set(members.get(0), 1, "mu", 0.6);
          OneRoom.set(members.get(1), 1, "omega", 0.7);
        });
    room.settle();

    assertThat(room.appends() - appends).isOne();
    assertThat(peers.get(2).sent("param:broadcast")).hasSize(2);
    // This one, the turn, and what the log answered.
    assertThat(room.loop().tasksRun() - before).isEqualTo(3);
  }

  @Test
  void what_comes_while_the_log_is_asked_is_the_next_write() {
    OneRoom.set(members.get(0), 1, "mu", 0.5);
    room.loop().run();
    OneRoom.set(members.get(1), 1, "omega", 0.6);
    OneRoom.set(members.get(0), 2, "mu", 0.51);
    room.settle();

    assertThat(room.appends() - appends).isEqualTo(2);
    assertThat(peers.get(2).sent("param:broadcast")).hasSize(3);
    assertThat(peers.get(2).flushes() - flushes.get(2)).isEqualTo(2);
  }

  @Test
  void a_piece_has_a_bound_and_leaves_nothing_out() {
    int sent = 2 * Broadcaster.MAX_RUN + 1;
    for (int n = 1; n <= sent; n++) {
      OneRoom.set(members.get(0), n, "mu", 0.5 + n / 10_000.0);
    }
    room.settle();

    for (NotedPeer peer : peers) {
      assertThat(peer.sent("param:broadcast")).hasSize(sent).doesNotHaveDuplicates();
      assertThat(peer.pieces("param:broadcast")).isEqualTo(3);
    }
  }

  @Test
  void an_answer_to_one_keeps_its_place_among_what_all_are_told() {
    OneRoom.set(members.get(0), 1, "mu", 0.5);
    OneRoom.set(members.get(1), 1, "nothing", 0.5);
    OneRoom.set(members.get(0), 2, "mu", 0.51);
    room.settle();

    assertThat(peers.get(1).sent("param:broadcast", "error"))
        .satisfiesExactly(
            first -> assertThat(first).contains("0.5"),
            error -> assertThat(error).contains("unknown_param"),
            last -> assertThat(last).contains("0.51"));
    assertThat(peers.get(1).flushes() - flushes.get(1)).isOne();
  }

  @Test
  void a_state_is_given_to_a_peer_as_one_so_that_it_may_put_it_in_another_form() {
    OneRoom.say(
        members.get(0), "{\"type\":\"session:resync\",\"payload\":{\"lastSeenSeq\":99999}}");
    room.settle();

    assertThat(peers.get(0).sent("session:state")).hasSize(1);
    assertThat(peers.get(0).states()).isOne();
    assertThat(peers.get(1).states()).isZero();
  }
}
