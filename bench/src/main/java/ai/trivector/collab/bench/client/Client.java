package ai.trivector.collab.bench.client;

import ai.trivector.collab.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One tab: what it knows of its session and what it has asked for, across all of its connections.
 * It connects again by itself, and checks all that it is told. On its crowd's loop only.
 */
public final class Client {

  /** How far it has come. */
  public enum Phase {
    /** It has no connection, and waits before it tries again. */
    WAITING,
    CONNECTING,
    /** It has been let in; what it missed is on its way. */
    CATCHING_UP,
    LIVE,
    /** It has left, or was sent away for good. */
    ENDED
  }

  /** More than these without an outcome, and the server might forget a number's fate. */
  public static final int MAX_IN_FLIGHT = 32;

  /** The reason for the state that everybody is told who is let in. */
  public static final String AUTH = "auth";

  private static final int GOING_AWAY = CloseCode.GOING_AWAY.code();

  /** Codes after which a client does not come back. */
  private static final List<Integer> FOR_GOOD =
      List.of(
          CloseCode.NOT_AUTHENTICATED.code(),
          CloseCode.FORBIDDEN.code(),
          CloseCode.NO_SUCH_SESSION.code());

  private final Crowd crowd;
  private final String session;
  private final String id;
  private final Witness witness;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final TreeMap<Long, Change> inFlight = new TreeMap<>();

  /** Of these others ask when they were sent: they may get one after its author does. */
  private final @Nullable Change[] recent = new @Nullable Change[2 * MAX_IN_FLIGHT];

  private Phase phase = Phase.WAITING;
  private @Nullable Connection connection;
  private int receiveBufferBytes;
  private boolean eager;
  private boolean blind;
  private boolean leaving;
  private long goodSinceNanos;
  private long nextN = 1;

  /** The position: no epoch, before it was first let in. */
  private String epoch = "";

  private long seq;
  private double[] params = Params.none();

  /** Where it is live: the number at which it was let in. */
  private long target;

  Client(Crowd crowd, String session, String id, Witness witness, RandomGenerator random) {
    this.crowd = crowd;
    this.session = session;
    this.id = id;
    this.witness = witness;
    this.random = random;
    backoff = new Backoff(crowd.backoff(), random);
  }

  public String session() {
    return session;
  }

  public String id() {
    return id;
  }

  public Phase phase() {
    return phase;
  }

  public boolean isLive() {
    return phase == Phase.LIVE;
  }

  public String epoch() {
    return epoch;
  }

  public long seq() {
    return seq;
  }

  /** By the parameter's place in {@link Params#NAMES}. */
  public double param(int index) {
    return params[index];
  }

  /** How many of its messages have had no outcome. */
  public int open() {
    return inFlight.size();
  }

  /** Its own source of chance. */
  public RandomGenerator random() {
    return random;
  }

  /** What the system may keep for it unread; before {@link #connect()}. */
  public void receiveBuffer(int bytes) {
    receiveBufferBytes = bytes;
  }

  /**
   * Sends what is open right behind its {@code auth}, before it could know what of it is in the log
   * already: it is for the server to tell.
   */
  public void eager() {
    eager = true;
  }

  /** Does not say what it had seen when it changes something: only numbers protect it then. */
  public void blind() {
    blind = true;
  }

  public void connect() {
    phase = Phase.CONNECTING;
    connection = new Connection(this);
    witness.connecting(this);
    crowd.open(this, connection, receiveBufferBytes);
  }

  /** Changes one parameter; false where it has no room for another open message. */
  public boolean update(int param, double value) {
    double[] values = Params.none();
    values[param] = value;
    return update(values);
  }

  /** Changes what is not NaN, by the parameter's place in {@link Params#NAMES}. */
  public boolean update(double[] values) {
    return change(values, blind ? Change.NO_BASE : seq, null);
  }

  /** Settles a conflict over a write that it had been told of. */
  public boolean resolve(int param, double value, long theirSeq, String strategy) {
    double[] values = Params.none();
    values[param] = value;
    return change(values, theirSeq, strategy);
  }

  private boolean change(double[] values, long base, @Nullable String strategy) {
    if (inFlight.size() >= MAX_IN_FLIGHT) {
      return false;
    }
    Change change = new Change(nextN++, base, values, strategy);
    inFlight.put(change.n(), change);
    if (phase == Phase.LIVE && connection != null) {
      send(change, connection);
    }
    return true;
  }

  /** Shows where its hand is. */
  public void presence(double x, double y) {
    if (phase == Phase.LIVE) {
      say(
          "{\"type\":\"presence:update\",\"payload\":{\"cursor\":{\"surface\":\"sphere\",\"x\":%.4f,\"y\":%.4f}}}"
              .formatted(x, y));
    }
  }

  /** Takes nothing more from its connection, or goes on taking. */
  public void reads(boolean does) {
    if (connection != null) {
      connection.reads(does);
    }
  }

  /** Keeps the server from taking it for dead while it reads nothing. */
  public void showLife() {
    if (connection != null) {
      connection.showLife();
    }
  }

  /** Loses its connection without a word. */
  public void drop() {
    if (connection != null) {
      connection.cut();
    }
  }

  /** Says goodbye, for good. */
  public void leave() {
    leaving = true;
    if (connection == null) {
      phase = Phase.ENDED;
    } else {
      connection.close(GOING_AWAY);
    }
  }

  void opened(Connection by) {
    if (by != connection) {
      return;
    }
    StringBuilder auth = new StringBuilder("{\"type\":\"auth\",\"payload\":{\"clientId\":\"");
    auth.append(id).append("\",\"name\":\"").append(id).append('"');
    if (!epoch.isEmpty()) {
      auth.append(",\"lastSeenSeq\":").append(seq);
      auth.append(",\"epoch\":\"").append(epoch).append('"');
    }
    say(auth.append("}}").toString());
    if (eager) {
      sendOpen(by);
    }
  }

  void received(Connection by, ByteBuf text) {
    if (by != connection) {
      return;
    }
    Incoming message = crowd.read(text);
    switch (message.type) {
      case "auth:success" -> letIn(message);
      case "param:broadcast", "session:joined", "session:left" -> sequenced(message);
      case "session:state" -> {
        witness.told(this, message.payloadSeq, message.copyOfParams(), message.reason);
        adopt(message);
      }
      case "conflict:detected" -> conflict(message);
      case "ack" -> settle(message.n, Outcome.ACK, message.payloadSeq);
      case "error" -> error(message);
      case "presence:broadcast", "pong", "session:deleted" -> {}
      default -> violation("a message that is not expected: " + message);
    }
  }

  private void letIn(Incoming message) {
    if (!message.clientId.equals(id)) {
      violation("it is called " + message.clientId);
    }
    goodSinceNanos = System.nanoTime();
    phase = Phase.CATCHING_UP;
    boolean goesOn = message.resumed && message.epoch.equals(epoch);
    if (goesOn && message.payloadSeq < seq) {
      violation("it is to go on at %d, and has seen %d".formatted(message.payloadSeq, seq));
    }
    if (!epoch.isEmpty() && !message.epoch.equals(epoch)) {
      violation("the epoch was %s and is %s".formatted(epoch, message.epoch));
    }
    witness.letIn(this, message.resumed);
    witness.told(this, message.payloadSeq, message.copyOfParams(), AUTH);
    target = message.payloadSeq;
    if (goesOn) {
      goLiveIfCaughtUp();
    } else {
      adopt(message);
    }
  }

  private void adopt(Incoming message) {
    if (message.epoch.equals(epoch) && message.payloadSeq < seq) {
      violation("the state of %d is older than %d".formatted(message.payloadSeq, seq));
    }
    epoch = message.epoch;
    seq = message.payloadSeq;
    params = message.copyOfParams();
    goLiveIfCaughtUp();
  }

  private void sequenced(Incoming message) {
    if (phase != Phase.CATCHING_UP && phase != Phase.LIVE) {
      violation("it was not let in yet, and got " + message);
    }
    if (message.seq != seq + 1) {
      violation("after %d came %s".formatted(seq, message));
    }
    seq = message.seq;
    witness.sequenced(this, message);
    if (message.isChange()) {
      for (int i = 0; i < params.length; i++) {
        params[i] = Double.isNaN(message.param(i)) ? params[i] : message.param(i);
      }
      if (message.clientId.equals(id)) {
        settle(message.n, Outcome.ECHO, seq);
      } else {
        measure(message);
      }
    }
    goLiveIfCaughtUp();
  }

  private void measure(Incoming message) {
    Client author = crowd.find(message.clientId);
    if (author != null && phase == Phase.LIVE) {
      long sent = author.sentNanos(message.n);
      if (sent != 0) {
        witness.latency(this, System.nanoTime() - sent);
      }
    }
  }

  private void goLiveIfCaughtUp() {
    if (phase == Phase.CATCHING_UP && seq >= target) {
      phase = Phase.LIVE;
      if (connection != null) {
        // Only now, for the echo of what has had no outcome may have been among what was missed.
        sendOpen(connection);
      }
      witness.live(this);
    }
  }

  private void sendOpen(Connection over) {
    for (Change change : List.copyOf(inFlight.values())) {
      if (!change.wasSentOver(over)) {
        send(change, over);
      }
    }
  }

  private void conflict(Incoming message) {
    Change change = inFlight.get(message.n);
    int param = Params.NAMES.indexOf(message.param);
    if (change == null || param < 0) {
      return;
    }
    witness.conflict(
        this, change, new Clash(message.seq, param, message.theirValue, message.theirSeq));
    if (change.conflicted(param)) {
      settle(message.n, Outcome.CONFLICT, message.seq);
    }
  }

  private void error(Incoming message) {
    if (message.n >= 0) {
      settle(message.n, Outcome.ERROR, seq);
    } else if (!message.code.equals("rate_limited")) {
      violation("it is told of an error: " + message.code);
    }
  }

  private void settle(long n, Outcome outcome, long at) {
    Change change = inFlight.remove(n);
    if (change != null) {
      witness.settled(this, change, outcome, at);
    } else if (outcome == Outcome.ACK) {
      witness.duplicate(this, n, at);
    }
  }

  private void send(Change change, Connection over) {
    change.sent(System.nanoTime(), over);
    recent[recentSlot(change.n())] = change;
    witness.sent(this, change);
    over.send(change.json());
  }

  private void say(String json) {
    if (connection != null) {
      connection.send(json);
    }
  }

  void lost(Connection by, int code) {
    if (by != connection) {
      return;
    }
    connection = null;
    boolean wasGood = phase == Phase.CATCHING_UP || phase == Phase.LIVE;
    phase = leaving || FOR_GOOD.contains(code) ? Phase.ENDED : Phase.WAITING;
    witness.closed(this, code);
    if (phase == Phase.WAITING) {
      long goodNanos = wasGood ? System.nanoTime() - goodSinceNanos : 0;
      crowd.after(backoff.next(code, Duration.ofNanos(goodNanos)), this::reconnect);
    }
  }

  private void reconnect() {
    if (leaving) {
      phase = Phase.ENDED;
    } else if (phase == Phase.WAITING) {
      connect();
    }
  }

  void failed(Connection by, Throwable cause) {
    if (by == connection) {
      violation("it failed: " + cause);
    }
  }

  void violation(String what) {
    witness.violation(this, what);
  }

  private int recentSlot(long n) {
    return (int) (n % recent.length);
  }

  /** When the change with this number was last sent, or 0 where that is not known any more. */
  private long sentNanos(long n) {
    if (n < 1) {
      return 0;
    }
    Change change = recent[recentSlot(n)];
    return change == null || change.n() != n ? 0 : change.sentNanos();
  }

  @Override
  public String toString() {
    return "%s in %s at %d, %s".formatted(id, session, seq, phase);
  }
}
