package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the members of one session: encodes each message once, and hands each event loop that
 * members live on one task with all that is due to them. What was added before {@link #flush()} is
 * delivered in the order in which it was added, and what everybody is told one after another goes
 * to each of them as one piece.
 *
 * <p>On the session's loop only; the tasks run on the members' loops.
 */
final class Broadcaster {

  /** The ways in which a frame is handed to a peer; see {@link Peer}. */
  private enum Lane {
    COMMITS,
    STATE,
    PRESENCE,
    SHOWN_PRESENCE
  }

  /** Something that is due to peers of one loop. */
  private sealed interface Due {

    /** What all of them are told, one after another. */
    record Run(List<Peer> targets, List<Commit> commits) implements Due {}

    record Frames(
        List<Peer> targets,
        @Nullable Peer except,
        ByteBuf frame,
        Lane lane,
        ServerMessage.Type type)
        implements Due {}

    /** What one peer alone is sent, all of it at once. */
    record Own(Peer target, List<ByteBuf> frames) implements Due {}

    record Goodbye(Peer target, CloseCode code, String reason) implements Due {}
  }

  /**
   * What everybody is told.
   *
   * @param sinceNanos when what brought this about came in, or {@link #UNTIMED}
   */
  private record Commit(ServerMessage.Type type, ByteBuf frame, long sinceNanos) {}

  /** So many frames, of some 200 bytes, go to a peer as one piece, and are dropped as one. */
  static final int MAX_RUN = 128;

  /** Of what nobody waits for to be brought about: a time that no clock comes to. */
  static final long UNTIMED = Long.MIN_VALUE;

  /** So few that what was fetched for one is still in the cache when its turn comes. */
  private static final int LOOK_AHEAD = 16;

  private final RuntimeCounts counts;

  /** The members by loop. The lists are never changed, only replaced: other loops read them. */
  private final Map<Loop, List<Peer>> peers = new LinkedHashMap<>();

  private final Map<Loop, List<Due>> due = new LinkedHashMap<>();

  /**
   * Of those looked at last, on whichever loop. Nobody reads it: it is there so that no compiler
   * leaves out looking.
   */
  @SuppressWarnings("UnusedVariable")
  private int keptUp;

  Broadcaster(RuntimeCounts counts) {
    this.counts = counts;
  }

  void add(Peer peer) {
    List<Peer> members = new ArrayList<>(peers.getOrDefault(peer.loop(), List.of()));
    members.add(peer);
    peers.put(peer.loop(), List.copyOf(members));
  }

  void remove(Peer peer) {
    List<Peer> members = new ArrayList<>(peers.getOrDefault(peer.loop(), List.of()));
    members.remove(peer);
    if (members.isEmpty()) {
      peers.remove(peer.loop());
    } else {
      peers.put(peer.loop(), List.copyOf(members));
    }
  }

  /** To every member. */
  void toAll(ServerMessage message) {
    if (!peers.isEmpty()) {
      toAll(message.type(), Frame.encode(message), UNTIMED);
    }
  }

  /**
   * To every member, and notes how long it took.
   *
   * @param frame the message, encoded; its one reference is taken over
   * @param sinceNanos when what brought this about came in, or {@link #UNTIMED}
   */
  void toAll(ServerMessage.Type type, ByteBuf frame, long sinceNanos) {
    Commit commit = new Commit(type, frame, sinceNanos);
    peers.forEach((loop, targets) -> {
      frame.retain();
      runOn(loop, targets).add(commit);
    });
    frame.release();
  }

  /** What somebody's hands are doing: to every member but them, as far as each keeps up. */
  void presenceToOthers(ServerMessage message, @Nullable Peer except) {
    toMany(message, except, Lane.PRESENCE);
  }

  void to(Peer peer, ServerMessage message) {
    counts.sent().add(message.type());
    dueOn(peer.loop()).add(new Due.Own(peer, List.of(Frame.encode(message))));
  }

  /** What one peer missed: first what was read, then what the others have been told since. */
  void catchUp(Peer peer, List<? extends ServerMessage> read, List<Tail.Told> told) {
    List<ByteBuf> frames = new ArrayList<>(read.size() + told.size());
    for (ServerMessage message : read) {
      counts.sent().add(message.type());
      frames.add(Frame.encode(message));
    }
    for (Tail.Told each : told) {
      counts.sent().add(each.type());
      frames.add(each.frame());
    }
    if (!frames.isEmpty()) {
      dueOn(peer.loop()).add(new Due.Own(peer, frames));
    }
  }

  void stateTo(Peer peer, ServerMessage.State state) {
    toOne(peer, state, Lane.STATE);
  }

  /** What somebody's hands are doing, to one who asked. */
  void presenceTo(Peer peer, ServerMessage.PresenceBroadcast presence) {
    toOne(peer, presence, Lane.SHOWN_PRESENCE);
  }

  void close(Peer peer, CloseCode code, String reason) {
    dueOn(peer.loop()).add(new Due.Goodbye(peer, code, reason));
  }

  /** Hands over what is due: directly on this loop, by one task on each other. */
  void flush() {
    if (due.isEmpty()) {
      return;
    }
    Map<Loop, List<Due>> handed = new LinkedHashMap<>(due);
    due.clear();
    handed.forEach((loop, items) -> {
      if (loop.isCurrent()) {
        deliver(loop, items);
      } else {
        loop.execute(() -> deliver(loop, items));
      }
    });
  }

  private void toMany(ServerMessage message, @Nullable Peer except, Lane lane) {
    if (peers.isEmpty()) {
      return;
    }
    ByteBuf frame = Frame.encode(message);
    peers.forEach((loop, targets) ->
        dueOn(loop).add(new Due.Frames(targets, except, frame.retain(), lane, message.type())));
    frame.release();
  }

  /** What these have been told last, if nothing else is due after it; or nothing yet. */
  @SuppressWarnings(
      "ReferenceEquality") // The lists are never changed: the same has the same peers.
  private List<Commit> runOn(Loop loop, List<Peer> targets) {
    List<Due> items = dueOn(loop);
    if (!items.isEmpty()
        && items.getLast() instanceof Due.Run(List<Peer> before, List<Commit> commits)
        && before == targets
        && commits.size() < MAX_RUN) {
      return commits;
    }
    Due.Run run = new Due.Run(targets, new ArrayList<>(1));
    items.add(run);
    return run.commits();
  }

  private void toOne(Peer peer, ServerMessage message, Lane lane) {
    ByteBuf frame = Frame.encode(message);
    dueOn(peer.loop()).add(new Due.Frames(List.of(peer), null, frame, lane, message.type()));
  }

  private List<Due> dueOn(Loop loop) {
    return due.computeIfAbsent(loop, _ -> new ArrayList<>());
  }

  private void deliver(Loop loop, List<Due> items) {
    if (items.size() == 1) {
      // While a peer is in the processor's cache; what that saves is in ADR 20.
      deliver(items.getFirst(), true);
    } else {
      // Pushes each peer's share out once, however many frames it is.
      items.forEach(item -> deliver(item, false));
      items.forEach(Broadcaster::flush);
    }
    noteTimes(loop, items);
  }

  private void deliver(Due item, boolean flush) {
    switch (item) {
      case Due.Run run -> {
        ByteBuf piece = pieceOf(run.commits());
        for (int i = 0; i < run.targets().size(); i++) {
          lookAhead(run.targets(), i);
          Peer target = run.targets().get(i);
          hand(target, piece, Lane.COMMITS, flush);
        }
        piece.release();
        run.commits().forEach(commit -> counts.sent().add(commit.type(), run.targets().size()));
      }
      case Due.Frames frames -> {
        int offered = 0;
        for (int i = 0; i < frames.targets().size(); i++) {
          lookAhead(frames.targets(), i);
          Peer target = frames.targets().get(i);
          if (!target.equals(frames.except())) {
            hand(target, frames.frame(), frames.lane(), flush);
            offered++;
          }
        }
        frames.frame().release();
        counts.sent().add(frames.type(), offered);
      }
      case Due.Own own -> {
        own.target().sendOwn(own.frames());
        if (flush) {
          own.target().flush();
        }
      }
      case Due.Goodbye goodbye -> goodbye.target().close(goodbye.code(), goodbye.reason());
    }
  }

  /**
   * Looks at the next few peers before the first of them is sent anything: the processor fetches
   * what it needs to know of all of them at once, and not of one after another, each by a chain of
   * objects of which none is in its cache. See ADR 24.
   */
  private void lookAhead(List<Peer> targets, int from) {
    if (from % LOOK_AHEAD != 0) {
      return;
    }
    int keepUp = 0;
    int to = Math.min(from + LOOK_AHEAD, targets.size());
    for (int i = from; i < to; i++) {
      if (targets.get(i).keepsUp()) {
        keepUp++;
      }
    }
    keptUp = keepUp;
  }

  /** All of their frames in one buffer, so that a peer is handed one however many they are. */
  private static ByteBuf pieceOf(List<Commit> commits) {
    if (commits.size() == 1) {
      return commits.getFirst().frame();
    }
    int bytes = commits.stream().mapToInt(commit -> commit.frame().readableBytes()).sum();
    ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(bytes);
    for (Commit commit : commits) {
      // Another loop may be reading it, too.
      piece.writeBytes(commit.frame().duplicate());
      commit.frame().release();
    }
    return piece;
  }

  /** Of those that were flushed for an earlier item, or are closed, nothing is left to do. */
  private static void flush(Due item) {
    switch (item) {
      case Due.Run run -> run.targets().forEach(Peer::flush);
      case Due.Frames frames -> frames.targets().forEach(Peer::flush);
      case Due.Own own -> own.target().flush();
      case Due.Goodbye _ -> {}
    }
  }

  /** Once for all of them, after the members have been given what is theirs. */
  private void noteTimes(Loop loop, List<Due> items) {
    long nowNanos = UNTIMED;
    for (Due item : items) {
      if (item instanceof Due.Run(var _, List<Commit> commits)) {
        for (Commit commit : commits) {
          if (commit.sinceNanos() != UNTIMED) {
            nowNanos = nowNanos == UNTIMED ? loop.nanoTime() : nowNanos;
            counts.broadcasts().record(nowNanos - commit.sinceNanos());
          }
        }
      }
    }
  }

  private static void hand(Peer target, ByteBuf frame, Lane lane, boolean flush) {
    // A state is one peer's alone, which may put it in another form.
    if (flush && lane != Lane.STATE && target.sendAtOnce(frame)) {
      return;
    }
    ByteBuf own = frame.retainedDuplicate();
    switch (lane) {
      case COMMITS -> target.send(own);
      case STATE -> target.sendState(own);
      case PRESENCE -> target.sendPresence(own);
      case SHOWN_PRESENCE -> target.showPresence(own);
    }
    if (flush) {
      target.flush();
    }
  }
}
