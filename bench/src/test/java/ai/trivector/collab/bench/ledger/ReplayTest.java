package ai.trivector.collab.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.bench.client.Clash;
import ai.trivector.collab.bench.client.Incoming;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each thing that must not be is noticed: the soak is worth what this is. */
final class ReplayTest {

  private static final String AT = "2026-01-01T00:00:00.000Z";
  private static final double NONE = Double.NaN;

  private final Tally tally = new Tally();
  private final Replay replay = new Replay("s", tally);

  @Test
  void what_was_told_is_in_the_log() {
    told(Map.of(1L, wire(1, "ada", 1, 0.6), 2L, wire(2, "bob", 1, 0.65)));
    told(new Claim.State(1, "bob", List.of(0.6, 0.847, 0.0207)));
    told(new Claim.Conflict("bob", new Clash(1, 0, 0.6, 1)));
    told(new Claim.Acknowledged(2, "ada", 1, List.of(0.6, NONE, NONE)));
    told(new Claim.Acknowledged(2, "eve", 9, List.of(0.65, NONE, NONE)));
    read(1, "ada", 1, 0.6);
    read(2, "bob", 1, 0.65);
    replay.end(2);
    assertThat(tally.violations()).isEmpty();
    assertThat(tally.duplicates).isEqualTo(1);
  }

  @Test
  void an_event_that_was_seen_and_is_lost() {
    told(Map.of(1L, wire(1, "ada", 1, 0.6)));
    replay.end(0);
    assertThat(tally.violations()).singleElement().asString().contains("told of 1");
  }

  @Test
  void a_number_that_was_given_to_another_event() {
    told(Map.of(1L, wire(1, "ada", 1, 0.6)));
    read(1, "bob", 1, 0.6);
    assertThat(tally.violations()).singleElement().asString().contains("something else");
  }

  @Test
  void a_value_that_differs_in_its_last_bit() {
    told(Map.of(1L, wire(1, "ada", 1, 0.6)));
    read(1, "ada", 1, Math.nextUp(0.6));
    assertThat(tally.violations()).singleElement().asString().contains("something else");
  }

  @Test
  void a_gap() {
    read(2, "ada", 1, 0.6);
    assertThat(tally.violations()).singleElement().asString().contains("after 0");
  }

  @Test
  void a_change_that_took_effect_twice() {
    read(1, "ada", 1, 0.6);
    read(2, "ada", 1, 0.6);
    assertThat(tally.violations()).singleElement().asString().contains("took effect again");
  }

  @Test
  void a_state_that_never_was() {
    told(new Claim.State(1, "bob", List.of(0.7, 0.847, 0.0207)));
    read(1, "ada", 1, 0.6);
    assertThat(tally.violations()).singleElement().asString().contains("was told at 1");
  }

  @Test
  void an_acknowledgement_of_what_is_not_there() {
    told(new Claim.Acknowledged(1, "bob", 1, List.of(0.7, NONE, NONE)));
    read(1, "ada", 1, 0.6);
    assertThat(tally.violations()).singleElement().asString().contains("acknowledged at 1");
  }

  @Test
  void a_change_that_is_called_a_duplicate_and_is_none() {
    told(new Claim.Duplicate(1, "bob", 1));
    read(1, "ada", 1, 0.6);
    assertThat(tally.violations()).singleElement().asString().contains("no duplicate");
  }

  @Test
  void a_conflict_with_oneself() {
    told(new Claim.Conflict("ada", new Clash(1, 0, 0.6, 1)));
    read(1, "ada", 1, 0.6);
    assertThat(tally.violations()).singleElement().asString().contains("which is not so");
  }

  private void told(Map<Long, Long> digests) {
    replay.tell(new Ledger.Told(digests, List.of()));
  }

  private void told(Claim claim) {
    replay.tell(new Ledger.Told(Map.of(), List.of(claim)));
  }

  private void read(long seq, String client, long n, double mu) {
    Incoming event = new Incoming();
    event.readStored(
        seq,
        AT,
        "{\"type\":\"param:broadcast\",\"userId\":\"u\",\"clientId\":\"%s\",\"n\":%d,\"params\":{\"mu\":%s}}"
            .formatted(client, n, mu));
    replay.next(event);
    replay.judge();
  }

  /** What a client would note of the same event on the wire. */
  private static long wire(long seq, String client, long n, double mu) {
    byte[] frame =
        "{\"type\":\"param:broadcast\",\"seq\":%d,\"timestamp\":\"%s\",\"payload\":{\"userId\":\"u\",\"params\":{\"mu\":%s},\"clientId\":\"%s\",\"n\":%d}}"
            .formatted(seq, AT, mu, client, n)
            .getBytes(StandardCharsets.UTF_8);
    Incoming message = new Incoming();
    message.readFrame(frame, frame.length);
    return message.digest();
  }
}
