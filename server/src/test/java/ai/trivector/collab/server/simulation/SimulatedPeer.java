package ai.trivector.collab.server.simulation;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.server.runtime.Loop;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.server.websocket.OutboundCounts;
import ai.trivector.collab.server.websocket.OutboundQueue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The server's end of a connection: the product's queue, over a socket of ours. Does with the queue
 * what the product's connection does with it.
 */
final class SimulatedPeer implements Peer {

  private final World world;
  private final Link link;
  private final SimulatedSocket socket;
  private final OutboundQueue queue;

  private record Held(ByteBuf frame, int bytes) {
    boolean isReleased() {
      return frame.refCnt() == 0;
    }
  }

  /** What the queue and the channel were given, and have not let go of, oldest first. */
  private final Deque<Held> held = new ArrayDeque<>();

  private int heldBytes;
  private int largestFrameBytes;

  /** Whether the client has been dropped from, and no state has come since. */
  private boolean lagging;

  SimulatedPeer(World world, Link link) {
    this.world = world;
    this.link = link;
    Climate.Buffers buffers = world.climate().buffers();
    this.socket = new SimulatedSocket(link, buffers, this::writableAgain);
    this.queue = new OutboundQueue(socket, buffers.queue(), new OutboundCounts());
  }

  @Override
  public Loop loop() {
    return link.loop();
  }

  @Override
  public boolean sendAtOnce(ByteBuf frames) {
    if (!queue.sendAtOnce(frames)) {
      return false;
    }
    note(frames);
    world.counts().add("sent at once");
    return true;
  }

  @Override
  public void send(ByteBuf frame) {
    ByteBuf own = take(frame);
    queue.send(own);
    if (own.refCnt() == 0 && !link.isOver()) {
      world.happened(lagging ? "slow reader:frame dropped" : "slow reader:queue dropped", link);
      lagging = true;
    }
  }

  @Override
  public void sendState(ByteBuf frame) {
    queue.sendState(take(frame));
    lagging = false;
    askForWhatIsDue();
  }

  @Override
  public void sendPresence(ByteBuf frame) {
    ByteBuf own = take(frame);
    queue.sendPresence(own);
    if (own.refCnt() == 0 && !link.isOver()) {
      world.counts().add("slow reader:presence dropped");
    }
  }

  @Override
  public void showPresence(ByteBuf frame) {
    queue.showPresence(take(frame));
  }

  @Override
  public void flush() {
    link.onItsLoop("a flush");
    queue.flush();
  }

  @Override
  public void close(CloseCode code, String reason) {
    link.onItsLoop("a close");
    if (!link.isOver()) {
      queue.finish(own(Wire.close(code.code())));
      link.closedByServer(code.code(), reason);
    }
  }

  /** The client said goodbye, and is answered. */
  void answerGoodbye() {
    queue.finishAtOnce(own(Wire.close(1000)));
  }

  /** The connection is gone. */
  void discard() {
    queue.discard();
    socket.discard();
  }

  SimulatedSocket socket() {
    return socket;
  }

  private void writableAgain() {
    queue.drain();
    askForWhatIsDue();
  }

  private void askForWhatIsDue() {
    boolean state = queue.takeStateDue();
    boolean presence = queue.takePresenceDue();
    if (link.isOver()) {
      return;
    }
    if (state) {
      world.happened("slow reader:asked for a state", link);
      link.membership().needsState();
    }
    if (presence) {
      world.happened("slow reader:asked for presence", link);
      link.membership().needsPresence();
    }
  }

  /** Takes a frame from the runtime, and makes one of it that only this connection holds. */
  private ByteBuf take(ByteBuf frame) {
    try {
      note(frame);
      return own(Unpooled.copiedBuffer(frame));
    } finally {
      frame.release();
    }
  }

  private void note(ByteBuf frame) {
    try {
      link.onItsLoop("a frame");
      Violation.unless(frame.refCnt() > 0, "a frame that was released already");
      world.frames().track(frame);
      for (String text : Wire.texts(frame)) {
        world.witness().sent(link, world.texts().parse(text));
      }
    } catch (Violation violation) {
      world.failed(violation);
      throw violation;
    }
  }

  private ByteBuf own(ByteBuf frame) {
    held.addLast(new Held(frame, frame.readableBytes()));
    heldBytes += frame.readableBytes();
    largestFrameBytes = Math.max(largestFrameBytes, frame.readableBytes());
    world.touched(this);
    return frame;
  }

  /** What this connection keeps in the server's memory. */
  int heldBytes() {
    // Mostly the oldest goes first; where it does not, all are looked at.
    while (!held.isEmpty() && held.getFirst().isReleased()) {
      heldBytes -= held.removeFirst().bytes();
    }
    if (heldBytes > maxHeldBytes()) {
      held.removeIf(Held::isReleased);
      heldBytes = held.stream().mapToInt(Held::bytes).sum();
    }
    return heldBytes;
  }

  /** The queue up to its bound or one state, the channel up to its mark and one frame more. */
  int maxHeldBytes() {
    Climate.Buffers buffers = world.climate().buffers();
    return Math.max(buffers.queue(), largestFrameBytes)
        + buffers.highWater()
        + largestFrameBytes
        + Wire.CLOSE_BYTES;
  }

  @Override
  public String toString() {
    return "the server's end of " + link;
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
