package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection that notes what it is sent. */
final class NotedPeer implements Peer {

  private final Loop loop;
  private final List<String> frames = new ArrayList<>();
  private @Nullable CloseCode closedWith;
  private int flushed;
  private int flushes;

  NotedPeer(Loop loop) {
    this.loop = loop;
  }

  /** The frames of this type, as text with a header. */
  List<String> sent(String type) {
    String said = "\"type\":\"" + type + "\"";
    return frames.stream().filter(frame -> frame.contains(said)).toList();
  }

  @Nullable CloseCode closedWith() {
    return closedWith;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void send(ByteBuf frame) {
    frames.add(frame.toString(StandardCharsets.ISO_8859_1));
    frame.release();
  }

  @Override
  public void sendState(ByteBuf frame) {
    send(frame);
  }

  @Override
  public void sendPresence(ByteBuf frame) {
    send(frame);
  }

  @Override
  public void showPresence(ByteBuf frame) {
    send(frame);
  }

  @Override
  public void flush() {
    if (flushed < frames.size()) {
      flushed = frames.size();
      flushes++;
    }
  }

  /** How often something was pushed out to it. */
  int flushes() {
    return flushes;
  }

  @Override
  public void close(CloseCode code, String reason) {
    closedWith = code;
  }
}
