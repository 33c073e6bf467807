package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's membership of one session. The methods of {@link Membership} may be called from
 * anywhere, and come to the session's loop; all else is that loop's.
 */
final class Seat implements Membership {

  /** How far the seat has come. A seat never goes back. */
  enum Stage {
    /** The session is being opened, or the join waits for its turn. */
    WAITING,
    /** The client has been let in. */
    SEATED,
    /** The client was refused, replaced or cut off; nothing that it sent counts any more. */
    GONE
  }

  private final Loop loop;
  private final Peer peer;
  private final JoinRequest request;

  private Stage stage = Stage.WAITING;
  private @Nullable SessionRunner runner;
  private @Nullable ClientId client;
  private boolean connected = true;
  private boolean deliberate;

  /** What came before the session was open. Bounded by the connection's rate limit. */
  private final Deque<Consumer<SessionRunner>> early = new ArrayDeque<>(0);

  /** For clients without {@code baseSeq}: the write that each conflict told them of. */
  private final Map<String, Seq> told = new HashMap<>(0);

  /** True while a resync is being answered; another one asked for meanwhile adds nothing. */
  private boolean catchingUp;

  /** When it is, or last was, this member's turn that its presence is sent on. */
  private Instant presenceDue = Instant.MIN;

  Seat(Loop loop, Peer peer, JoinRequest request) {
    this.loop = loop;
    this.peer = peer;
    this.request = request;
  }

  @Override
  public void receive(ClientMessage message) {
    long receivedNanos = loop.nanoTime();
    Consumer<SessionRunner> received = running -> running.receive(this, message, receivedNanos);
    if (loop.isCurrent()) {
      // It waits in the inbox for the session's turn, and need not wait for the loop before that.
      act(received);
    } else {
      post(received);
    }
  }

  @Override
  public void needsState() {
    post(running -> running.sendLaggingState(this));
  }

  @Override
  public void needsPresence() {
    post(running -> running.sendPresenceOfOthers(this));
  }

  @Override
  public void disconnected(boolean saidGoodbye) {
    loop.execute(() -> {
      connected = false;
      deliberate = saidGoodbye;
      if (runner != null) {
        runner.disconnected(this);
      }
    });
  }

  private void post(Consumer<SessionRunner> action) {
    loop.execute(() -> act(action));
  }

  private void act(Consumer<SessionRunner> action) {
    if (stage == Stage.GONE) {
      return;
    }
    if (runner == null) {
      early.add(action);
    } else {
      action.accept(runner);
    }
  }

  /** The session is open; what was sent meanwhile follows the join. */
  void opened(SessionRunner running, List<RecordedEvent> missed) {
    runner = running;
    running.join(this, missed);
    while (!early.isEmpty()) {
      early.remove().accept(running);
    }
  }

  /** The join was decided: from now on the client has a name, though not yet its place. */
  void named(ClientId as) {
    client = as;
  }

  /** False for one that was refused, or whose join has not been decided. */
  boolean isNamed() {
    return client != null;
  }

  void seated() {
    stage = Stage.SEATED;
  }

  void gone() {
    stage = Stage.GONE;
    early.clear();
  }

  Stage stage() {
    return stage;
  }

  Peer peer() {
    return peer;
  }

  JoinRequest request() {
    return request;
  }

  /** Whether both are connections of one tab, by the id that it goes by and whose it is. */
  boolean isOfOneTabWith(Seat other) {
    return request.client().isPresent()
        && request.client().equals(other.request.client())
        && request.user().id().equals(other.request.user().id());
  }

  /** False once the socket is closed, even where the seat has not been given up yet. */
  boolean connected() {
    return connected;
  }

  boolean saidGoodbye() {
    return deliberate;
  }

  ClientId client() {
    if (client == null) {
      throw new IllegalStateException("a client that was not let in has no id yet");
    }
    return client;
  }

  Author author() {
    return new Author(request.user().id(), client());
  }

  void toldOfConflict(String param, Seq theirs) {
    told.put(param, theirs);
  }

  Optional<Seq> toldOf(String param) {
    return Optional.ofNullable(told.get(param));
  }

  boolean catchingUp() {
    return catchingUp;
  }

  void catchingUp(boolean now) {
    catchingUp = now;
  }

  Instant presenceDue() {
    return presenceDue;
  }

  void presenceDue(Instant at) {
    presenceDue = at;
  }
}
