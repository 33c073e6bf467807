package ai.trivector.collab.protocol;

import static java.util.Map.entry;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Conflict;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.LastWrite;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Resolution;
import ai.trivector.collab.session.Resolution.Strategy;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The messages that the golden frames of the server are written for, by the vectors' names. */
final class ServerFrames {

  private static final Instant START = Instant.parse("2026-01-15T09:30:00Z");
  private static final OptionalLong NO_N = OptionalLong.empty();

  private static final User ADA = new User(new UserId("user-ada"), "Ada", "#2563eb");
  private static final User ZOE = new User(new UserId("user-zoe"), "Zoë 🦊", "#c2410c");
  private static final ClientId ADAS_TAB = new ClientId("tab-ada");
  private static final ClientId ZOES_TAB = new ClientId("tab-zoe");
  private static final Map<String, Double> FIRST = inOrder(0.569, 0.847, 0.0207);
  private static final Map<String, Double> MOVED = inOrder(0.612, 1.25, 0.0311);
  private static final LastWrite ZOES_WRITE =
      new LastWrite(ZOE, ZOES_TAB, OptionalLong.of(8), new Seq(43), START);
  private static final Presence.Cursor CURSOR = new Presence.Cursor("sphere", 0.25, 0.875);
  private static final Presence.Holding HOLDING = new Presence.Holding("mu", 0.6124);

  static final Map<String, ServerMessage> MESSAGES =
      Map.ofEntries(
          entry("auth success in an empty session", authSuccess(0, 0, List.of(ADA), FIRST, false)),
          entry("auth success that goes on", authSuccess(120, 42, List.of(ADA, ZOE), MOVED, true)),
          entry(
              "auth failed",
              new ServerMessage.AuthFailed(
                  "the token has expired; sign in again", "token_expired")),
          entry("broadcast of one parameter", adaSets(2, 1_005, NO_N, 0.612, null)),
          entry(
              "broadcast with a number",
              broadcast(
                  43,
                  1_999,
                  new Event.ParamsChanged(
                      new Author(ZOE.id(), ZOES_TAB),
                      OptionalLong.of(8),
                      muAndKappa(0.612, 0.0311),
                      null))),
          entry("ack", new ServerMessage.Ack(8, new Seq(43))),
          entry(
              "conflict for a client without numbers",
              new ServerMessage.ConflictDetected(
                  new Seq(43), NO_N, new Conflict("mu", 0.655, 0.612, ZOES_WRITE))),
          entry(
              "conflict over a numbered message",
              new ServerMessage.ConflictDetected(
                  new Seq(45),
                  OptionalLong.of(9),
                  new Conflict("kappa", 0.0101, 0.0311, ZOES_WRITE))),
          entry(
              "broadcast of a resolution for yours",
              adaSets(46, 4_250, NO_N, 0.655, Strategy.YOURS)),
          entry(
              "broadcast of a resolution for theirs",
              adaSets(46, 4_250, OptionalLong.of(10), 0.612, Strategy.THEIRS)),
          entry(
              "broadcast of a resolution for the average",
              adaSets(47, 4_251, OptionalLong.of(11), 0.6335, Strategy.AVERAGE)),
          entry(
              "broadcast of everything that a member does",
              zoeShows(
                  Optional.of(
                      new Presence(
                          Optional.of(CURSOR), Optional.of(HOLDING), Optional.of("plot"))))),
          entry(
              "broadcast of a cursor",
              zoeShows(
                  Optional.of(
                      new Presence(Optional.of(CURSOR), Optional.empty(), Optional.empty())))),
          entry("broadcast of idle hands", zoeShows(Optional.of(Presence.NONE))),
          entry("broadcast that a presence ended", zoeShows(Optional.empty())),
          entry("joined", broadcast(1, 10, new Event.MemberJoined(ZOE))),
          entry("left", broadcast(44, 60_000, new Event.MemberLeft(ZOE.id()))),
          entry(
              "state after a resync",
              state(62_000, MOVED, 44, "e1", List.of(ADA), ServerMessage.StateReason.RESYNC)),
          entry(
              "state for a slow reader",
              state(62_001, MOVED, 44, "e1", List.of(ADA, ZOE), ServerMessage.StateReason.LAGGING)),
          entry(
              "state of another epoch",
              state(62_010, FIRST, 12, "e2", List.of(), ServerMessage.StateReason.RESTORED)),
          entry("pong", new ServerMessage.Pong()),
          entry("deleted", new ServerMessage.SessionDeleted()),
          entry(
              "invalid message",
              error(ErrorCode.INVALID_MESSAGE, "a message is one JSON object", NO_N, NO_N)),
          entry(
              "unknown type",
              error(ErrorCode.UNKNOWN_TYPE, "unknown type 'note:add'", OptionalLong.of(3), NO_N)),
          entry(
              "auth required",
              error(ErrorCode.AUTH_REQUIRED, "the first message has to be auth", NO_N, NO_N)),
          entry(
              "unknown parameter",
              error(
                  ErrorCode.UNKNOWN_PARAM,
                  "unknown parameter 'nu'; this session has mu, omega, kappa",
                  OptionalLong.of(4),
                  NO_N)),
          entry(
              "out of range",
              error(
                  ErrorCode.OUT_OF_RANGE,
                  "mu = 0.9 is out of range; allowed is 0.5 to 0.7",
                  OptionalLong.of(5),
                  NO_N)),
          entry(
              "rate limited",
              error(
                  ErrorCode.RATE_LIMITED,
                  "too many messages; at most 60 a second",
                  OptionalLong.of(6),
                  OptionalLong.of(250))),
          entry("forbidden", error(ErrorCode.FORBIDDEN, "this role may only look", NO_N, NO_N)),
          entry(
              "unavailable",
              error(
                  ErrorCode.UNAVAILABLE,
                  "the log cannot be written now; try again",
                  NO_N,
                  OptionalLong.of(1000))));

  private ServerFrames() {}

  static ServerMessage muSetTo(double value) {
    return adaSets(2, 0, NO_N, value, null);
  }

  private static ServerMessage authSuccess(
      long millis, long seq, List<User> users, Map<String, Double> params, boolean resumed) {
    return new ServerMessage.AuthSuccess(
        START.plusMillis(millis),
        new SessionId("k3v9q2m7x1ab"),
        ADA.id(),
        users,
        params,
        new Seq(seq),
        ADAS_TAB,
        resumed,
        new Epoch("e1"),
        Model.TRILOGIC);
  }

  private static ServerMessage adaSets(
      long seq, long millis, OptionalLong n, double mu, @Nullable Strategy strategy) {
    return broadcast(
        seq,
        millis,
        new Event.ParamsChanged(
            new Author(ADA.id(), ADAS_TAB),
            n,
            Map.of("mu", mu),
            strategy == null ? null : new Resolution("mu", strategy)));
  }

  /** A message as it is sent. */
  static byte[] utf8(ServerMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MessageWriter.write(message, out);
    return out.toByteArray();
  }

  private static ServerMessage broadcast(long seq, long millis, Event event) {
    return new ServerMessage.Sequenced(
        new RecordedEvent(new Seq(seq), START.plusMillis(millis), event));
  }

  private static ServerMessage zoeShows(Optional<Presence> presence) {
    return new ServerMessage.PresenceBroadcast(ZOES_TAB, ZOE.id(), presence);
  }

  private static ServerMessage state(
      long millis,
      Map<String, Double> params,
      long seq,
      String epoch,
      List<User> users,
      ServerMessage.StateReason reason) {
    return new ServerMessage.State(
        START.plusMillis(millis), params, new Seq(seq), new Epoch(epoch), users, reason);
  }

  private static ServerMessage error(
      ErrorCode code, String message, OptionalLong n, OptionalLong retryAfterMillis) {
    return new ServerMessage.ErrorReply(code, message, n, retryAfterMillis);
  }

  /** The frames are compared letter by letter, so their parameters need an order. */
  private static Map<String, Double> inOrder(double mu, double omega, double kappa) {
    Map<String, Double> params = new LinkedHashMap<>();
    params.put("mu", mu);
    params.put("omega", omega);
    params.put("kappa", kappa);
    return params;
  }

  private static Map<String, Double> muAndKappa(double mu, double kappa) {
    Map<String, Double> params = inOrder(mu, 1.0, kappa);
    params.remove("omega");
    return params;
  }
}
