package ai.trivector.collab.server.simulation;

import ai.trivector.collab.server.websocket.Outlet;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The server's channel to one client, and the kernel's buffer behind it. A frame waits in the
 * channel until there is room in the kernel, and there until the client reads it.
 */
final class SimulatedSocket implements Outlet {

  /** A frame as it is on its way, outside of the server's memory. */
  record Parcel(boolean isClose, int closeCode, String text, int bytes) {}

  private final Link link;
  private final Climate.Buffers buffers;
  private final Runnable writableAgain;
  private final Deque<ByteBuf> channel = new ArrayDeque<>();
  private final Deque<Parcel> kernel = new ArrayDeque<>();
  private int channelBytes;
  private int kernelBytes;
  private int flushed;
  private boolean writable = true;
  private boolean transmitting;
  private boolean read = true;
  private boolean closed;

  /**
   * A socket whose client reads.
   *
   * @param writableAgain called, as Netty does it, in the midst of the flush that brings it about
   */
  SimulatedSocket(Link link, Climate.Buffers buffers, Runnable writableAgain) {
    this.link = link;
    this.buffers = buffers;
    this.writableAgain = writableAgain;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public int sendAtOnce(ByteBuf frames) {
    link.onItsLoop("a frame");
    if (closed || !channel.isEmpty() || kernelBytes >= buffers.kernel()) {
      return 0;
    }
    int bytes = frames.readableBytes();
    kernelBytes += bytes;
    kernel.addAll(parcels(Wire.texts(frames), bytes));
    send();
    return bytes;
  }

  @Override
  public void write(ByteBuf frame) {
    link.onItsLoop("a write");
    if (closed) {
      frame.release();
      return;
    }
    channel.addLast(frame);
    channelBytes += frame.readableBytes();
    if (channelBytes > buffers.highWater()) {
      writable = false;
    }
  }

  @Override
  public void flush() {
    link.onItsLoop("a flush");
    flushed = channel.size();
    transmit();
  }

  @Override
  public void close() {
    discard();
  }

  /** The client reads on, or stops reading. */
  void clientReads(boolean now) {
    read = now;
    send();
  }

  /** The client has read so much; what waits for room in the kernel is the loop's to move. */
  void clientHasRead(int bytes) {
    kernelBytes -= bytes;
    if (flushed > 0) {
      link.loop().execute(this::transmit);
    }
  }

  /** Nobody is there any more. */
  void discard() {
    closed = true;
    writable = false;
    flushed = 0;
    channelBytes = 0;
    channel.forEach(ByteBuf::release);
    channel.clear();
    kernel.clear();
  }

  private void transmit() {
    if (transmitting) {
      return;
    }
    transmitting = true;
    while (flushed > 0 && kernelBytes < buffers.kernel()) {
      ByteBuf frame = channel.removeFirst();
      flushed--;
      channelBytes -= frame.readableBytes();
      kernelBytes += frame.readableBytes();
      kernel.addAll(parcels(frame));
      if (!writable && channelBytes < buffers.lowWater()) {
        writable = true;
        writableAgain.run();
      }
    }
    transmitting = false;
    send();
  }

  private void send() {
    while (read && !kernel.isEmpty()) {
      link.toClient(kernel.removeFirst());
    }
  }

  private static List<Parcel> parcels(ByteBuf frames) {
    try {
      return Wire.isClose(frames)
          ? List.of(new Parcel(true, Wire.closeCode(frames), "", frames.readableBytes()))
          : parcels(Wire.texts(frames), frames.readableBytes());
    } finally {
      frames.release();
    }
  }

  /** The client has read all of them once it has read the last. */
  private static List<Parcel> parcels(List<String> texts, int bytes) {
    List<Parcel> parcels = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      parcels.add(new Parcel(false, 0, texts.get(i), i == texts.size() - 1 ? bytes : 0));
    }
    return parcels;
  }
}
