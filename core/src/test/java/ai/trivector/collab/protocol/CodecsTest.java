package ai.trivector.collab.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.ClientProgress;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.LastWrite;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Resolution;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log and a snapshot hold is read by later versions, so the text itself is fixed here. */
@DisplayName("What is stored")
final class CodecsTest {

  private static final User ZOE = new User(new UserId("user-zoe"), "Zoë \"🦊\"", "#c2410c");
  private static final ClientId TAB = new ClientId("tab-zoe");
  private static final Author ZOES_TAB = new Author(ZOE.id(), TAB);

  record Stored(Event event, String text) {}

  static Stream<Stored> events() {
    return Stream.of(
        new Stored(
            new Event.MemberJoined(ZOE),
            "{\"type\":\"session:joined\",\"user\":{\"id\":\"user-zoe\","
                + "\"name\":\"Zoë \\\"🦊\\\"\",\"color\":\"#c2410c\"}}"),
        new Stored(
            new Event.MemberLeft(ZOE.id()), "{\"type\":\"session:left\",\"userId\":\"user-zoe\"}"),
        new Stored(
            new Event.ParamsChanged(ZOES_TAB, OptionalLong.empty(), Map.of("mu", 0.612), null),
            "{\"type\":\"param:broadcast\",\"userId\":\"user-zoe\",\"clientId\":\"tab-zoe\","
                + "\"params\":{\"mu\":0.612}}"),
        new Stored(
            new Event.ParamsChanged(
                ZOES_TAB,
                OptionalLong.of(Long.MAX_VALUE),
                Map.of("kappa", 0.05),
                new Resolution("kappa", Resolution.Strategy.AVERAGE)),
            "{\"type\":\"param:broadcast\",\"userId\":\"user-zoe\",\"clientId\":\"tab-zoe\","
                + "\"n\":9223372036854775807,\"params\":{\"kappa\":0.05},"
                + "\"resolution\":{\"param\":\"kappa\",\"strategy\":\"average\"}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  @DisplayName("of an event is its text, letter by letter, and is read as the event again")
  void events(Stored stored) {
    String text = "{\"at\":1772366400120," + stored.text().substring(1);
    RecordedEvent recorded =
        new RecordedEvent(new Seq(1), Instant.ofEpochMilli(1772366400120L), stored.event());
    assertThat(EventCodec.write(recorded)).isEqualTo(text);
    assertThat(new EventRun(new Seq(1), Instant.EPOCH, text).events()).containsExactly(recorded);
    // As an earlier version has written it.
    assertThat(read(stored.text())).isEqualTo(stored.event());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "{\"type\":\"note:added\"}",
        "{\"type\":\"session:left\"}",
        "{\"type\":\"session:left\",\"userId\":\"a\"}x",
        "{\"type\":\"param:broadcast\",\"userId\":\"a\",\"clientId\":\"b\"}",
        "{\"type\":\"param:broadcast\",\"userId\":\"a\",\"clientId\":\"b\",\"params\":{\"mu\":\"1\"}}",
        "{\"type\":\"param:broadcast\",\"userId\":\"a\",\"clientId\":\"b\",\"params\":{\"mu\":1},"
            + "\"resolution\":{\"param\":\"mu\",\"strategy\":\"mine\"}}"
      })
  @DisplayName("and is no event of ours is a broken log, not an empty one")
  void brokenEvents(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text))
        .withMessageContaining("not ours");
  }

  @Test
  @DisplayName("by a later version, with fields more, is still read")
  void laterVersion() {
    assertThat(read("{\"type\":\"session:left\",\"userId\":\"user-zoe\",\"why\":1}"))
        .isEqualTo(new Event.MemberLeft(ZOE.id()));
  }

  private static Event read(String text) {
    return new EventRun(new Seq(1), Instant.EPOCH, text).events().getFirst().event();
  }

  @Test
  @DisplayName("of a session comes back whole, with the highest bit of the numbers in the window")
  void snapshot() {
    Session session =
        new Session(
            new SessionId("k3v9q2m7x1ab"),
            new Epoch("e1"),
            Model.TRILOGIC,
            Instant.parse("2026-01-15T09:30:00.123Z"),
            new Seq(7),
            Map.of("mu", 0.6, "omega", 1.0, "kappa", 0.0207),
            Map.of(
                "mu",
                new LastWrite(
                    ZOE,
                    TAB,
                    OptionalLong.of(9),
                    new Seq(7),
                    Instant.ofEpochMilli(1_768_469_400_999L)),
                "omega",
                new LastWrite(
                    new User(new UserId("gone"), "Gone", "#000000"),
                    new ClientId("tab-gone"),
                    OptionalLong.empty(),
                    new Seq(3),
                    Instant.EPOCH)),
            Map.of(ZOE.id(), ZOE),
            Map.of(TAB, new ClientProgress(ZOE.id(), 9, 1L << 63 | 5, new Seq(7))));
    assertThat(SnapshotCodec.read(SnapshotCodec.write(session))).isEqualTo(session);
  }

  @Test
  @DisplayName("of a session in which nothing happened comes back too")
  void emptySnapshot() {
    Session session =
        Session.create(new SessionId("a"), new Epoch("e"), Model.TRILOGIC, Instant.EPOCH, Map.of());
    assertThat(SnapshotCodec.read(SnapshotCodec.write(session))).isEqualTo(session);
  }

  @Test
  @DisplayName("of a session of a model that this server has not is refused, by its name")
  void unknownModel() {
    String text =
        SnapshotCodec.write(
                Session.create(
                    new SessionId("a"), new Epoch("e"), Model.TRILOGIC, Instant.EPOCH, Map.of()))
            .replace("trilogic", "quadrilogic");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SnapshotCodec.read(text))
        .withMessageContaining("no model quadrilogic");
  }
}
