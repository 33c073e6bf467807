package ai.trivector.collab.server.websocket;

import ai.trivector.collab.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The connections of one event loop, and what they share: a compressor, as none needs one of its
 * own, and their heartbeat, one timer for all of them. At that they take turns, a slice of them at
 * each tick, so that ten thousand pings do not go out at once and make everybody's messages wait.
 * On that event loop only.
 */
final class LoopConnections {

  /** So often each is looked at in the time of a heartbeat. */
  static final int BEATS = 2;

  /** At 20 s, a slice every half a second. */
  private static final int SLICES = 20;

  private final Loop loop;
  private final Duration tick;
  private final SocketCounts counts;
  private final List<Set<Connection>> slices;
  private final Inflation inflation;
  private final Deflation deflation = new Deflation();
  private int filling;
  private int beating;
  private int size;

  /** There is one tick at a time, however often the last connection leaves and another comes. */
  private boolean ticking;

  LoopConnections(Loop loop, WebSocketSettings settings, SocketCounts counts) {
    this.loop = loop;
    this.counts = counts;
    tick = settings.heartbeat().dividedBy(BEATS * SLICES);
    inflation = new Inflation(settings.message().maxBytes());
    slices =
        Stream.generate(() -> Collections.<Connection>newSetFromMap(new IdentityHashMap<>()))
            .limit(SLICES)
            .toList();
  }

  Loop loop() {
    return loop;
  }

  /** Those of all loops. */
  SocketCounts counts() {
    return counts;
  }

  Inflation inflation() {
    return inflation;
  }

  Deflation deflation() {
    return deflation;
  }

  void add(Connection connection) {
    slices.get(filling).add(connection);
    filling = (filling + 1) % SLICES;
    size++;
    if (!ticking) {
      ticking = true;
      scheduleTick();
    }
  }

  void remove(Connection connection) {
    if (slices.stream().anyMatch(slice -> slice.remove(connection))) {
      size--;
    }
  }

  /** All of them, as of now. */
  List<Connection> all() {
    List<Connection> all = new ArrayList<>(size);
    slices.forEach(all::addAll);
    return all;
  }

  private void scheduleTick() {
    // Nobody cancels it: it ends by itself when nobody is left.
    var _ = loop.schedule(tick, this::tick);
  }

  private void tick() {
    if (size == 0) {
      ticking = false;
      return;
    }
    // A copy, since a beat may end a connection, which then leaves its slice.
    List.copyOf(slices.get(beating)).forEach(Connection::beat);
    beating = (beating + 1) % SLICES;
    scheduleTick();
  }
}
