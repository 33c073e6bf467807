package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Section 5 of the protocol, asked the other way round: given what was written, reported and
 * acknowledged, is there a message that arrived and whose outcome, by the rules, is this one?
 */
final class ConflictOracle {

  private static final long WINDOW_MILLIS = World.CONFLICT_WINDOW.toMillis();

  private final World world;
  private final SessionId session;
  private final History history;

  ConflictOracle(World world, SessionId session, History history) {
    this.world = world;
    this.session = session;
    this.history = history;
  }

  /** An event is about to be added to the history; what is so now is what it was decided on. */
  void committed(RecordedEvent recorded) {
    if (recorded.event() instanceof Event.ParamsChanged change) {
      long at = Scheduler.millisOf(recorded.at());
      boolean explained =
          world.linksOf(session).stream()
              .filter(link -> link.isFrom(change.author()))
              .flatMap(link -> link.arrivals().stream())
              .anyMatch(arrival -> explains(arrival, change, at));
      Violation.unless(
          explained, "[conflicts] no message explains %s after %s", recorded, history.now());
      world.counts().add(change.resolution() == null ? "outcome:written" : "outcome:resolved");
    }
  }

  private boolean explains(Arrival arrival, Event.ParamsChanged change, long at) {
    return arrival.n().equals(change.n())
        && arrival.isResolution() == (change.resolution() != null)
        && (arrival.early() ? arrival.atMillis() <= at : arrival.atMillis() == at)
        && change
            .params()
            .entrySet()
            .equals(written(arrival, change.author().user(), at).entrySet());
  }

  /** What of a message is to be written, if it is decided now. */
  private Map<String, Double> written(Arrival arrival, UserId author, long at) {
    Map<String, Double> written = new HashMap<>();
    History.Moment now = history.now();
    arrival
        .params()
        .forEach((param, value) -> {
          if (!isNothingToDo(arrival, now, param, value)
              && !conflicts(arrival, author, now.writes().get(param), at)) {
            written.put(param, value);
          }
        });
    return written;
  }

  private static boolean isNothingToDo(
      Arrival arrival, History.Moment now, String param, double value) {
    Double current = now.params().get(param);
    boolean same = current != null && !History.differ(current, value);
    return (same && !arrival.isResolution()) || isOvertaken(arrival, now.writes().get(param));
  }

  /** A later message of the same tab has written already. */
  private static boolean isOvertaken(Arrival arrival, History.@Nullable Write last) {
    return last != null
        && arrival.link().isFrom(last.change().author())
        && last.change().n().isPresent()
        && arrival.n().isPresent()
        && last.change().n().getAsLong() > arrival.n().getAsLong();
  }

  private static boolean conflicts(
      Arrival arrival, UserId author, History.@Nullable Write last, long at) {
    if (last == null || last.change().author().user().equals(author)) {
      return false;
    }
    boolean news = arrival.baseSeq().filter(base -> last.seq() > base).isPresent();
    return news || (!arrival.isResolution() && at - Scheduler.millisOf(last.at()) < WINDOW_MILLIS);
  }

  /** A conflict was reported to {@code link}. */
  void reported(Link link, JsonNode message) {
    JsonNode payload = message.get("payload");
    long seq = message.get("seq").asLong();
    String param = payload.get("param").asString();
    Violation.unless(history.has(seq), "a conflict as of a number not in the log: %s", message);
    History.Moment then = history.after(seq);
    History.Write last = then.writes().get(param);
    if (last == null) {
      throw Violation.of("a conflict over what nobody has written: %s", message);
    }
    Violation.unless(
        last.seq() == payload.get("theirSeq").asLong()
            && last.by().id().value().equals(payload.get("theirUserId").asString())
            && last.by().name().equals(payload.get("theirUserName").asString())
            && Objects.equals(then.params().get(param), payload.get("theirValue").asDouble()),
        "[conflicts] the last writer was not named: %s, and it is %s",
        message,
        last);
    UserId self = link.user().id();
    boolean explained =
        link.arrivals().stream()
            .anyMatch(arrival ->
                sameNumber(arrival, payload)
                    && Objects.equals(
                        arrival.params().get(param), payload.get("yourValue").asDouble())
                    && (conflicts(arrival, self, last, arrival.atMillis())
                        || isNewsToWhoWasTold(arrival, self, last)));
    Violation.unless(
        explained, "[conflicts] no message of %s explains %s; W is %s", link, message, last);
    boolean fresh = last.seq() <= link.baseOf(payload.path("n").asLong(-1));
    world.counts().add(fresh ? "outcome:conflict by time" : "outcome:conflict");
    link.told(param, last.seq(), payload.path("n").asLong(-1));
  }

  /** Without a base, an answer is one to what the connection had been told of by then. */
  private static boolean isNewsToWhoWasTold(Arrival arrival, UserId author, History.Write last) {
    return arrival.isResolution()
        && arrival.baseSeq().isEmpty()
        && !last.change().author().user().equals(author)
        && arrival.params().keySet().stream()
            .allMatch(param -> arrival.link().wasTold(param, last.seq()));
  }

  private static boolean sameNumber(Arrival arrival, JsonNode payload) {
    return arrival.n().orElse(-1) == payload.path("n").asLong(-1);
  }

  /** A message was said to have changed nothing. */
  void acknowledged(Link link, JsonNode payload) {
    long n = payload.get("n").asLong();
    long seq = payload.get("seq").asLong();
    Violation.unless(history.has(seq), "an ack as of a number not in the log: %s", payload);
    if (history.hasApplied(link.clientId(), n)) {
      world.counts().add("outcome:ack of a duplicate");
      return;
    }
    History.Moment then = history.after(seq);
    boolean explained =
        link.arrivals().stream()
            .anyMatch(arrival ->
                arrival.n().orElse(-1) == n
                    && arrival.params().entrySet().stream()
                        .allMatch(entry ->
                            link.wasToldOfConflict(n, entry.getKey())
                                || isNothingToDo(arrival, then, entry.getKey(), entry.getValue())));
    Violation.unless(
        explained,
        "[n] acknowledged as changing nothing, but it would have: %s %s in %s",
        link,
        payload,
        List.of(then.params(), link.arrivals()));
    world.counts().add("outcome:ack of no change");
  }

  /** A message was refused. */
  void refused(Link link, JsonNode payload) {
    long n = payload.path("n").asLong(-1);
    if (n >= 0 && history.hasApplied(link.clientId(), n)) {
      Violation.unless(
          payload.get("code").asString().equals("unavailable"),
          "[n] refused, but it took effect: %s",
          payload);
      world.counts().add("outcome:said to be unavailable, but written");
    }
  }
}
