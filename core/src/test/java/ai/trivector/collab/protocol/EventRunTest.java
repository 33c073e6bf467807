package ai.trivector.collab.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A run of events")
final class EventRunTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final User ADA = new User(new UserId("ada"), "Ada, \"A\" {✨}\n", "#102030");

  @Test
  void has_the_number_and_the_time_of_its_last_event_and_each_has_its_own_time() {
    List<RecordedEvent> events =
        List.of(left(4, NOON.minusMillis(3)), left(5, NOON), left(6, NOON));

    List<EventRun> runs = EventRun.of(events, 1000);

    assertThat(runs)
        .containsExactly(
            new EventRun(
                new Seq(6),
                NOON,
                """
                {"at":1772366400120,"type":"session:left","userId":"ada"},\
                {"at":1772366400123,"type":"session:left","userId":"ada"},\
                {"at":1772366400123,"type":"session:left","userId":"ada"}\
                """));
    assertThat(runs.getFirst().events()).isEqualTo(events);
  }

  @Test
  void of_an_earlier_version_has_one_time_for_all_who_have_none() {
    String text =
        """
        {"at":1772366400120,"type":"session:left","userId":"ada"},\
        {"type":"session:left","userId":"ada"},{"type":"session:left","userId":"ada"}\
        """;

    assertThat(new EventRun(new Seq(6), NOON, text).events())
        .containsExactly(left(4, NOON.minusMillis(3)), left(5, NOON), left(6, NOON));
  }

  @Test
  void becomes_one_with_the_next_by_a_comma() {
    List<EventRun> runs = EventRun.of(List.of(joined(7, NOON), left(8, NOON.plusMillis(5))), 1);

    EventRun next = runs.getLast();
    assertThat(
            new EventRun(next.newest(), next.at(), runs.getFirst().text() + "," + next.text())
                .events())
        .containsExactly(joined(7, NOON), left(8, NOON.plusMillis(5)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void has_as_many_as_fit_and_all_come_back(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<RecordedEvent> events = new ArrayList<>();
      int first = 1 + random.nextInt(50);
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        Instant at = NOON.plusMillis(random.nextInt(3));
        events.add(random.nextBoolean() ? joined(first + i, at) : changed(first + i, at));
      }
      int maxLength = 1 + random.nextInt(1500);

      List<EventRun> runs = EventRun.of(events, maxLength);

      assertThat(runs.stream().flatMap(run -> run.events().stream())).isEqualTo(events);
      for (int i = 0; i < runs.size(); i++) {
        EventRun run = runs.get(i);
        assertThat(run.text().length() <= maxLength || run.events().size() == 1).isTrue();
        if (i + 1 < runs.size()) {
          List<RecordedEvent> andOne = new ArrayList<>(run.events());
          andOne.add(runs.get(i + 1).events().getFirst());
          assertThat(length(andOne)).isGreaterThan(maxLength);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"ty",
        "7",
        "{\"type\":\"x\"}",
        "{\"type\":\"session:left\",\"userId\":\"ada\",\"at\":-1}",
        "{\"type\":\"session:left\",\"userId\":\"ada\"},",
        "{\"type\":\"session:left\",\"userId\":\"a\"},{\"type\":\"session:left\",\"userId\":\"b\"},"
            + "{\"type\":\"session:left\",\"userId\":\"c\"}",
      })
  void that_is_not_ours_is_refused(String text) {
    assertThatThrownBy(() -> new EventRun(new Seq(2), NOON, text).events())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not ours");
  }

  private static int length(List<RecordedEvent> events) {
    return events.stream().mapToInt(each -> EventCodec.write(each).length() + 1).sum() - 1;
  }

  private static RecordedEvent joined(long seq, Instant at) {
    return new RecordedEvent(new Seq(seq), at, new Event.MemberJoined(ADA));
  }

  private static RecordedEvent left(long seq, Instant at) {
    return new RecordedEvent(new Seq(seq), at, new Event.MemberLeft(ADA.id()));
  }

  private static RecordedEvent changed(long seq, Instant at) {
    Author author = new Author(ADA.id(), new ClientId("tab-1"));
    return new RecordedEvent(
        new Seq(seq),
        at,
        new Event.ParamsChanged(author, OptionalLong.of(seq), Map.of("mu", 0.1 + 0.2), null));
  }
}
