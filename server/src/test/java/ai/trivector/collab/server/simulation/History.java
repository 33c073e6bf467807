package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One session's log as the simulation saw it being written, with the state after each event,
 * replayed here from what the protocol says the events mean.
 */
final class History {

  /** The last write of a parameter: W of the protocol's section 5. */
  record Write(RecordedEvent event, Event.ParamsChanged change, User by) {
    long seq() {
      return event.seq().value();
    }

    Instant at() {
      return event.at();
    }
  }

  /** What was so after one event. */
  record Moment(Map<String, Double> params, Map<String, Write> writes, Map<UserId, User> members) {}

  private final Session created;
  private final List<RecordedEvent> events = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();

  /** Which tab's message took effect under which of its numbers. */
  private final Set<String> applied = new HashSet<>();

  /** Messages that were held against this log already, and are sent to the next member. */
  private final Set<JsonNode> checked = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean deleted;

  History(Session created) {
    this.created = created;
    moments.add(new Moment(created.params(), Map.of(), Map.of()));
  }

  /** What is left of it in a backup that was made after the event numbered {@code seq}. */
  History restored(long seq, Epoch epoch) {
    History backup =
        new History(
            Session.create(
                created.id(), epoch, created.model(), created.createdAt(), created.params()));
    events.subList(0, (int) seq).forEach(backup::append);
    return backup;
  }

  /** The session as the product has it after the last event. */
  Session session() {
    Session session = created;
    for (RecordedEvent event : events) {
      session = SessionDecider.apply(session, event);
    }
    return session;
  }

  Epoch epoch() {
    return created.epoch();
  }

  void deleted() {
    deleted = true;
  }

  boolean isDeleted() {
    return deleted;
  }

  boolean hasApplied(String client, long n) {
    return applied.contains(client + " " + n);
  }

  /** False where this very message was held against this log before. */
  boolean isToBeChecked(JsonNode message) {
    return checked.add(message);
  }

  long seq() {
    return events.size();
  }

  boolean has(long seq) {
    return seq >= 0 && seq <= events.size();
  }

  RecordedEvent event(long seq) {
    return events.get((int) seq - 1);
  }

  List<RecordedEvent> events() {
    return events;
  }

  Moment after(long seq) {
    return moments.get((int) seq);
  }

  Moment now() {
    return moments.getLast();
  }

  void append(RecordedEvent recorded) {
    Violation.unless(
        recorded.seq().value() == seq() + 1, "the log has #%s after #%s", recorded.seq(), seq());
    Moment before = now();
    Map<UserId, User> members = before.members();
    Moment after =
        switch (recorded.event()) {
          case Event.MemberJoined joined -> {
            members = new LinkedHashMap<>(members);
            members.put(joined.user().id(), joined.user());
            yield new Moment(before.params(), before.writes(), members);
          }
          case Event.MemberLeft left -> {
            members = new LinkedHashMap<>(members);
            members.remove(left.user());
            yield new Moment(before.params(), before.writes(), members);
          }
          case Event.ParamsChanged change -> changed(before, recorded, change);
        };
    events.add(recorded);
    moments.add(after);
  }

  private Moment changed(Moment before, RecordedEvent recorded, Event.ParamsChanged change) {
    Author author = change.author();
    if (change.n().isPresent()) {
      Violation.unless(
          applied.add(author.client() + " " + change.n().getAsLong()),
          "[n] took effect twice: %s",
          recorded);
    }
    Map<String, Double> params = new LinkedHashMap<>(before.params());
    Map<String, Write> writes = new LinkedHashMap<>(before.writes());
    User by =
        before
            .members()
            .getOrDefault(author.user(), new User(author.user(), author.user().value(), "#808080"));
    change
        .params()
        .forEach((param, value) -> {
          Double current = params.put(param, value);
          // To accept the value that is there is an agreement, not a write: whose it is stays.
          if (change.resolution() == null || current == null || differ(current, value)) {
            writes.put(param, new Write(recorded, change, by));
          }
        });
    return new Moment(params, writes, before.members());
  }

  static boolean differ(double a, double b) {
    return Math.abs(a - b) > 1e-9;
  }
}
