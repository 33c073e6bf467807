package ai.trivector.collab.server.simulation;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.server.runtime.Loop;
import ai.trivector.collab.server.runtime.Peer;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** The server's end of a connection, with a queue that a client which does not read fills up. */
final class SimulatedPeer implements Peer {

  /** What may wait for a client that does not read: little, so that it often is too much. */
  private static final int MAX_HELD = 6;

  private final World world;
  private final Link link;
  private final Deque<String> held = new ArrayDeque<>();
  private boolean paused;
  private boolean lagging;
  private boolean presenceDropped;
  private boolean closed;

  SimulatedPeer(World world, Link link) {
    this.world = world;
    this.link = link;
  }

  @Override
  public Loop loop() {
    return link.loop();
  }

  @Override
  public void send(ByteBuf frame) {
    String text = take(frame);
    if (lagging) {
      world.happened("slow reader:frame dropped", "");
      return;
    }
    queue(text);
  }

  @Override
  public void sendState(ByteBuf frame) {
    String text = take(frame);
    lagging = false;
    queue(text);
  }

  @Override
  public void sendPresence(ByteBuf frame) {
    String text = take(frame);
    if (paused || lagging) {
      presenceDropped = true;
      world.happened("slow reader:presence dropped", "");
    } else {
      queue(text);
    }
  }

  @Override
  public void flush() {
    Violation.unless(loop().isCurrent(), "a flush on another loop than the peer's");
    if (!paused) {
      while (!held.isEmpty()) {
        link.toClient(held.removeFirst());
      }
    }
  }

  @Override
  public void close(CloseCode code, String reason) {
    Violation.unless(loop().isCurrent(), "a close on another loop than the peer's");
    paused = false;
    flush();
    closed = true;
    link.closedByServer(code.code(), reason);
  }

  /** The client stops reading. */
  void pause() {
    paused = true;
  }

  /** The client reads again. */
  void resume() {
    paused = false;
    flush();
    if (lagging) {
      world.happened("slow reader:asked for a state", "");
      link.membership().needsState();
    }
    if (presenceDropped) {
      presenceDropped = false;
      world.happened("slow reader:asked for presence", "");
      link.membership().needsPresence();
    }
  }

  private String take(ByteBuf frame) {
    try {
      Violation.unless(loop().isCurrent(), "a frame sent on another loop than the peer's");
      Violation.unless(frame.refCnt() > 0, "a frame that was released already");
      String text = Wire.text(frame);
      world.frames().track(frame);
      frame.release();
      world.witness().sent(link, Wire.parse(text));
      return text;
    } catch (Violation violation) {
      world.failed(violation);
      throw violation;
    }
  }

  private void queue(String text) {
    if (closed) {
      return;
    }
    if (paused && held.size() >= MAX_HELD) {
      world.happened("slow reader:queue dropped", "");
      held.clear();
      lagging = true;
      return;
    }
    held.addLast(text);
  }

  /** The buffers behind all frames that were sent; none may be held once all is over. */
  static final class Frames {
    private final Set<ByteBuf> roots = Collections.newSetFromMap(new IdentityHashMap<>());

    void track(ByteBuf frame) {
      ByteBuf root = frame;
      for (ByteBuf next = root.unwrap(); next != null; next = next.unwrap()) {
        root = next;
      }
      roots.add(root);
    }

    long unreleased() {
      return roots.stream().filter(root -> root.refCnt() > 0).count();
    }
  }
}
