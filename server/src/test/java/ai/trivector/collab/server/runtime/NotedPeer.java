package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A connection that notes what it is sent. */
final class NotedPeer implements Peer {

  /** In place of a length of up to 64 KiB (RFC 6455, 5.2). */
  private static final int LENGTH_FOLLOWS = 126;

  private final Loop loop;

  /** What it was handed, each time one or more texts. */
  private final List<List<String>> pieces = new ArrayList<>();

  private @Nullable CloseCode closedWith;
  private int flushed;
  private int flushes;
  private int states;

  NotedPeer(Loop loop) {
    this.loop = loop;
  }

  /** The texts of these types, in the order in which they came. */
  List<String> sent(String... types) {
    return pieces.stream().flatMap(List::stream).filter(text -> isOf(text, types)).toList();
  }

  /** How many buffers had texts of this type in them. */
  long pieces(String type) {
    return pieces.stream().filter(piece -> piece.stream().anyMatch(t -> isOf(t, type))).count();
  }

  private static boolean isOf(String text, String... types) {
    return Stream.of(types).anyMatch(type -> text.contains("\"type\":\"" + type + "\""));
  }

  @Nullable CloseCode closedWith() {
    return closedWith;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public boolean sendAtOnce(ByteBuf frames) {
    send(frames.retainedDuplicate());
    flush();
    return true;
  }

  @Override
  public void send(ByteBuf frames) {
    List<String> piece = new ArrayList<>();
    while (frames.isReadable()) {
      int length = frames.skipBytes(1).readUnsignedByte();
      int bytes = length == LENGTH_FOLLOWS ? frames.readUnsignedShort() : length;
      piece.add(frames.readCharSequence(bytes, StandardCharsets.UTF_8).toString());
    }
    pieces.add(piece);
    frames.release();
  }

  @Override
  public void sendState(ByteBuf frame) {
    states++;
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
    if (flushed < pieces.size()) {
      flushed = pieces.size();
      flushes++;
    }
  }

  /** How often it was given a state as such. */
  int states() {
    return states;
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
