package ai.trivector.collab.server.runtime;

import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks that are decided one after another, appended as one, and then take effect in that order.
 * Nothing of it is visible before the append is done.
 */
final class Batch {

  /** What one append carries at most; so many events are encoded in about a millisecond. */
  static final int MAX_EVENTS = 256;

  /** The state after the events decided so far. */
  private Session state;

  private final List<Task> tasks = new ArrayList<>();
  private final List<RecordedEvent> events = new ArrayList<>();
  private final List<Runnable> effects = new ArrayList<>();
  private final Map<ClientId, UserId> joining = new HashMap<>();

  Batch(Session state) {
    this.state = state;
  }

  Session state() {
    return state;
  }

  void started(Task task) {
    tasks.add(task);
  }

  /** Gives an event its number and time, and makes it the newest. */
  RecordedEvent record(Event event, Instant at) {
    RecordedEvent recorded = new RecordedEvent(state.seq().next(), at, event);
    state = SessionDecider.apply(state, recorded);
    events.add(recorded);
    return recorded;
  }

  /** What is to be done, in its place among the others, once the events are durable. */
  void then(Runnable effect) {
    effects.add(effect);
  }

  void joins(ClientId client, UserId user) {
    joining.put(client, user);
  }

  /** Those whose join was decided in this batch, but has not taken effect. */
  Map<ClientId, UserId> joining() {
    return joining;
  }

  boolean isFull() {
    return events.size() >= MAX_EVENTS;
  }

  List<RecordedEvent> events() {
    return events;
  }

  List<Task> tasks() {
    return tasks;
  }

  void takeEffect() {
    effects.forEach(Runnable::run);
  }
}
