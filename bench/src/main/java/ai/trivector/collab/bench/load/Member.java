package ai.trivector.collab.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One connection: in a room, and told what is sent there. On the load's loop only. */
final class Member extends ChannelInboundHandlerAdapter implements FrameReader.Sink {

  /** What it tells its load. */
  interface Listener {

    void letIn(Member member);

    void message(Member member, long stamp, int bytes);

    void refused(Member member, String what);

    void ended(Member member, String why);
  }

  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String SWITCHING = "HTTP/1.1 101 ";

  final Room room;
  final Order order;
  private final int id;
  private final String token;
  private final Dialect dialect;
  private final Traffic traffic;
  private final Listener listener;
  private final FrameReader frames = new FrameReader(this);

  private @Nullable ChannelHandlerContext ctx;
  private boolean upgraded;
  private boolean letIn;
  private boolean over;

  Member(
      int id,
      String token,
      Room room,
      Order order,
      Dialect dialect,
      Traffic traffic,
      Listener listener) {
    this.id = id;
    this.token = token;
    this.room = room;
    this.order = order;
    this.dialect = dialect;
    this.traffic = traffic;
    this.listener = listener;
  }

  int id() {
    return id;
  }

  void send(String text) {
    write(ClientFrame.text(context().alloc(), text));
  }

  /** Cuts the connection. */
  void close() {
    over = true;
    if (ctx != null) {
      var _ = ctx.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    ctx = active;
    String request =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            .formatted(dialect.path(room.name, traffic.echoes()));
    write(ByteBufUtil.writeAscii(active.alloc(), request));
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (upgraded) {
      frames.read(bytes);
    } else {
      readHead(bytes);
    }
  }

  /** It comes in one piece: it is short, and all that the server has to say yet. */
  private void readHead(ByteBuf bytes) {
    String head = bytes.toString(StandardCharsets.ISO_8859_1);
    int end = head.indexOf(END_OF_HEAD);
    if (end < 0 || !head.startsWith(SWITCHING)) {
      bytes.release();
      end("no upgrade: " + head.lines().findFirst().orElse("nothing"));
      return;
    }
    upgraded = true;
    String greeting = dialect.greeting(id, token);
    if (greeting != null) {
      send(greeting);
    }
    if (dialect.isLetInAtOnce()) {
      isLetIn();
    }
    frames.read(bytes.skipBytes(end + END_OF_HEAD.length()));
  }

  @Override
  public void text(ByteBuf bytes, int from, int to) {
    long stamp = letIn ? traffic.stamp(bytes, from, to) : Traffic.NONE;
    if (stamp != Traffic.NONE) {
      listener.message(this, stamp, to - from);
      return;
    }
    if (!letIn && dialect.isWelcome(bytes, from, to)) {
      isLetIn();
    } else if (dialect.isRefusal(bytes, from, to)) {
      listener.refused(this, bytes.toString(from, to - from, StandardCharsets.UTF_8));
    } else {
      String answer = dialect.answer(bytes, from, to);
      if (answer != null) {
        send(answer);
      }
    }
  }

  private void isLetIn() {
    letIn = true;
    listener.letIn(this);
  }

  @Override
  public void ping(byte[] payload) {
    write(ClientFrame.pong(context().alloc(), payload));
  }

  @Override
  public void close(int code) {
    end("closed with " + code);
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    frames.discard();
    end("lost");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    end(cause.toString());
  }

  /** The attempt failed before there was a channel to say so. */
  void failed(Throwable cause) {
    end(cause.toString());
  }

  private void end(String why) {
    if (!over) {
      over = true;
      if (ctx != null) {
        var _ = ctx.close();
      }
      listener.ended(this, why);
    }
  }

  private ChannelHandlerContext context() {
    if (ctx == null) {
      throw new IllegalStateException("not connected");
    }
    return ctx;
  }

  private void write(ByteBuf bytes) {
    ChannelHandlerContext out = context();
    var _ = out.writeAndFlush(bytes, out.channel().voidPromise());
  }
}
