package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.MessageReader;
import ai.trivector.collab.protocol.MessageReader.Received;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.protocol.ServerMessage.StateReason;
import ai.trivector.collab.server.runtime.Frame;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What compression wins and costs: bytes and time of what a server sends, time of what it reads,
 * and memory. {@code ./dev compression [PART...]}; it takes some twenty seconds.
 */
final class CompressionCost {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final PerMessageDeflate TOGETHER = new PerMessageDeflate(false, false);
  private static final PerMessageDeflate APART = new PerMessageDeflate(true, false);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long WARM_UP_NANOS = 200_000_000;
  private static final long ROUND_NANOS = 40_000_000;
  private static final int ROUNDS = 5;
  private static final int PER_LOOK = 16;
  private static final int LOOPS = 200;
  private static final int PAGE_BYTES = 4096;

  /** Where a compiler cannot see that nobody wants what comes out. */
  private static long sink;

  private final RandomGenerator random = new Random(7);

  private CompressionCost() {}

  /** Measures what is named, of {@code sent}, {@code read} and {@code memory}; or all. */
  public static void main(String[] named) throws IOException {
    List<String> parts = named.length == 0 ? List.of("sent", "read", "memory") : List.of(named);
    CompressionCost cost = new CompressionCost();
    if (parts.contains("sent")) {
      cost.outgoing();
    }
    if (parts.contains("read")) {
      cost.incoming();
    }
    if (parts.contains("memory")) {
      memory();
    }
    System.out.println(sink == 0 ? "nothing was measured" : "");
  }

  private void outgoing() {
    System.out.printf(
        "%-34s %8s %8s %8s %10s%n", "sent to one", "plain", "level", "bytes", "us of CPU");
    for (int members : new int[] {2, 12, 55, 200}) {
      List<ServerMessage> state = List.of(state(members));
      compare("state of %d members".formatted(members), state, TOGETHER);
    }
    for (int missed : new int[] {10, 1000}) {
      List<ServerMessage> recovery = recovery(missed);
      compare("%d missed, each by itself".formatted(missed), recovery, APART);
      compare("%d missed, together".formatted(missed), recovery, TOGETHER);
    }
  }

  private static void compare(String name, List<ServerMessage> messages, PerMessageDeflate terms) {
    int plain = bytes(encode(messages));
    double encoding = micros(() -> bytes(encode(messages)));
    System.out.printf("%-34s %8d %8s %8s %10.1f%n", name, plain, "none", "", encoding);
    for (int level : new int[] {1, 6}) {
      Deflation deflation = new Deflation(level);
      int packed = bytes(pack(deflation, messages, terms));
      double micros = micros(() -> bytes(pack(deflation, messages, terms))) - encoding;
      System.out.printf("%-34s %8s %8d %8d %10.1f%n", "", "", level, packed, micros);
    }
  }

  private static List<ByteBuf> encode(List<ServerMessage> messages) {
    return messages.stream().map(Frame::encode).toList();
  }

  /** Whatever its size, as far as the terms let it: what the threshold is chosen by. */
  private static List<ByteBuf> pack(
      Deflation deflation, List<ServerMessage> messages, PerMessageDeflate terms) {
    List<ByteBuf> frames = encode(messages);
    return terms.equals(APART)
        ? frames.stream().map(frame -> deflation.packTogether(List.of(frame))).toList()
        : total(frames) < Deflation.MIN_BYTES
            ? List.of(deflation.packTogether(frames))
            : deflation.pack(frames, terms);
  }

  private static int total(List<ByteBuf> frames) {
    return frames.stream().mapToInt(ByteBuf::readableBytes).sum();
  }

  private static int bytes(List<ByteBuf> frames) {
    int bytes = total(frames);
    frames.forEach(ByteBuf::release);
    return bytes;
  }

  private void incoming() {
    System.out.printf("%n%-34s %8s %8s %10s%n", "read", "plain", "bytes", "us of CPU");
    read(
        "param:update",
        "{\"type\":\"param:update\",\"n\":417,\"baseSeq\":1024,\"payload\":{\"mu\":0.6123}}");
    read(
        "presence:update",
        "{\"type\":\"presence:update\",\"payload\":{\"cursor\":{\"surface\":\"plot\",\"x\":0.7315,"
            + "\"y\":0.1183},\"holding\":{\"param\":\"omega\",\"value\":0.913}}}");
  }

  /** In turns, for the first would else be measured by code that is still slow. */
  private static void read(String name, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Inbound plain = new Inbound(RawClient.text(text));
    Inbound compressed = new Inbound(RawClient.compressed(utf8));
    micros(plain);
    micros(compressed);
    System.out.printf("%-34s %8d %8s %10.2f%n", name, plain.bytes(), "", micros(plain));
    System.out.printf(
        "%-34s %8s %8d %10.2f%n", "  compressed", "", compressed.bytes(), micros(compressed));
  }

  /** From the bytes of a socket to the message that they say, again and again. */
  private static final class Inbound implements LongSupplier {
    private final byte[] bytes;
    private final ByteBuf wire;
    private final Reader reader;
    private final EmbeddedChannel channel;

    Inbound(byte[] bytes) {
      this.bytes = bytes;
      wire = Unpooled.directBuffer(bytes.length);
      MessageBounds bounds = MessageBounds.ofProtocol();
      reader = new Reader(new MessageAssembler(bounds, new Inflation(bounds.maxBytes())));
      channel =
          new EmbeddedChannel(
              new FrameDecoder(FrameDecoder.config(bounds, true)), new TextCheck(), reader);
    }

    int bytes() {
      return bytes.length;
    }

    @Override
    public long getAsLong() {
      // Unmasking changes the bytes in their place.
      wire.clear().writeBytes(bytes);
      channel.writeInbound(wire.retainedDuplicate());
      return reader.understood;
    }
  }

  /** Does with a frame what a connection and its conversation do. */
  private static final class Reader extends ChannelInboundHandlerAdapter {
    private final MessageAssembler assembler;
    private long understood;

    Reader(MessageAssembler assembler) {
      this.assembler = assembler;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (assembler.add((WebSocketFrame) message)
              instanceof MessageAssembler.Progress.Complete complete
          && MessageReader.read(complete.payload()) instanceof Received.Understood) {
        understood++;
      }
      ReferenceCountUtil.release(message);
    }
  }

  /** What an event loop holds once it has read and sent; a connection holds none of it. */
  private static void memory() throws IOException {
    byte[] bytes = RawClient.compressed("{}".getBytes(StandardCharsets.UTF_8));
    CompressionCost cost = new CompressionCost();
    List<ServerMessage> recovery = cost.recovery(1000);
    List<Object> kept = new ArrayList<>();
    long before = residentBytes();
    for (int i = 0; i < LOOPS; i++) {
      Deflation deflation = new Deflation();
      sink += bytes(pack(deflation, recovery, TOGETHER));
      kept.add(deflation);
    }
    long deflating = residentBytes();
    for (int i = 0; i < LOOPS; i++) {
      Inflation inflation = new Inflation(MessageBounds.ofProtocol().maxBytes());
      kept.add(inflation);
      kept.add(inflation.inflate(ByteBuffer.wrap(bytes)));
    }
    long inflating = residentBytes();
    sink += kept.size();
    System.out.printf(
        "%nof an event loop: %d KB to compress, %d KB to inflate%n",
        (deflating - before) / LOOPS / 1024, (inflating - deflating) / LOOPS / 1024);
  }

  private static long residentBytes() throws IOException {
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
    return Long.parseLong(pages[1]) * PAGE_BYTES;
  }

  private ServerMessage state(int members) {
    List<User> users = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      users.add(user(i));
    }
    return new ServerMessage.State(
        START, params(), new Seq(4711), new Epoch(id(12)), users, StateReason.RESYNC);
  }

  /** What people do in a session: one drags for a while, then another. */
  private List<ServerMessage> recovery(int count) {
    List<Author> authors = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      authors.add(new Author(user(i).id(), new ClientId(id(21))));
    }
    List<ServerMessage> missed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String param = List.of("mu", "omega", "kappa").get(i / 30 % 3);
      missed.add(
          new ServerMessage.Sequenced(
              new RecordedEvent(
                  new Seq(4711L + i),
                  START.plusMillis(310L * i + random.nextInt(50)),
                  new Event.ParamsChanged(
                      authors.get(i / 10 % 4),
                      OptionalLong.of(100 + i),
                      Map.of(param, value()),
                      null))));
    }
    return missed;
  }

  private User user(int i) {
    List<String> names = List.of("Ada", "Grace Hopper", "Zoë", "王小明", "Emmy", "Sofja");
    return new User(
        new UserId("anon-" + id(16)),
        names.get(i % names.size()) + " " + i,
        "#%06x".formatted(random.nextInt(0x1000000)));
  }

  private Map<String, Double> params() {
    return Map.of("mu", value(), "omega", value(), "kappa", value());
  }

  private double value() {
    return random.nextInt(500, 1500) / 1000.0;
  }

  private String id(int length) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < length; i++) {
      id.append(Character.forDigit(random.nextInt(36), 36));
    }
    return id.toString();
  }

  /** The best of some rounds: what else the machine does only makes it slower. */
  private static double micros(LongSupplier work) {
    run(work, WARM_UP_NANOS);
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      best = Math.min(best, run(work, ROUND_NANOS));
    }
    return best;
  }

  /** By this thread's own time, so that the others of a busy machine are not counted. */
  private static double run(LongSupplier work, long nanos) {
    long begin = THREADS.getCurrentThreadCpuTime();
    long took = 0;
    long times = 0;
    while (took < nanos) {
      for (int i = 0; i < PER_LOOK; i++) {
        sink += work.getAsLong();
      }
      times += PER_LOOK;
      took = THREADS.getCurrentThreadCpuTime() - begin;
    }
    return took / 1e3 / times;
  }
}
