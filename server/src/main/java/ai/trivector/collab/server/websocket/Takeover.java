package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BiFunction;

/**
 * Takes the channel of a request over from Vert.x, whose WebSocket layer is neither strict nor
 * bounded (see {@code docs/adr}). To Vert.x the connection has ended then, but for that a server
 * that is closed closes its channels, taken over or not.
 *
 * <p>It has to begin while the request is being handled, for then it stands right behind the HTTP
 * decoder when that is removed and hands on what came right behind the handshake; Vert.x would lose
 * it. On the channel's event loop only.
 */
final class Takeover extends ChannelInboundHandlerAdapter {

  /** The name under which a connection, and then its farewell, is in the pipeline. */
  static final String CONNECTION = "connection";

  private static final String HTTP_DECODER = "httpDecoder";
  private static final String VERTX = "handler";
  private static final String TAKEOVER = "takeover";
  private static final String FRAMES = "frames";
  private static final String TEXT_CHECK = "textCheck";

  private static final int MIN_READ_BYTES = 64;
  private static final int FIRST_READ_BYTES = 512;
  private static final int MAX_READ_BYTES = 4096;

  /**
   * What an upgraded channel no longer needs: the decompression of requests, and Vert.x's idle
   * timeout, in whose place we have a heartbeat.
   */
  private static final List<String> LEFTOVERS = List.of("inflater", "idle");

  /**
   * What one turn of the event loop takes in of one connection: a whole message of the usual kind,
   * and of a flood some hundred, so that the others' turns come soon. Left to itself a channel
   * takes up to a megabyte, which is some forty thousand messages, before anybody else has a turn.
   */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES)
          .maxMessagesPerRead(1);

  private final ChannelPipeline pipeline;

  /** At most what was read together with the handshake. */
  private final Queue<ByteBuf> behindHandshake = new ArrayDeque<>(0);

  private Takeover(ChannelPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Begins it; to be ended by {@link #complete} or {@link #abandon}. */
  static Takeover begin(HttpServerRequest request) {
    // Vert.x lends the channel only after the upgrade, which is too late.
    ChannelPipeline pipeline = ((ConnectionBase) request.connection()).channel().pipeline();
    Takeover takeover = new Takeover(pipeline);
    pipeline.addAfter(HTTP_DECODER, TAKEOVER, takeover);
    return takeover;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      behindHandshake.add(bytes);
    } else {
      // The end of the request that asked for the upgrade.
      ReferenceCountUtil.release(message);
    }
  }

  /**
   * The handshake was answered: from now on a decoder and what {@code handler} makes of it have the
   * channel. The context is the one to write from.
   */
  <H extends ChannelHandler> H install(
      WebSocketDecoderConfig frames, BiFunction<FrameDecoder, ChannelHandlerContext, H> handler) {
    ChannelConfig config = pipeline.channel().config();
    config.setWriteBufferWaterMark(OutboundQueue.WATER_MARK);
    config.setRecvByteBufAllocator(READS);
    // Each transport of Linux knows its own; where neither does, the kernel keeps to its own idea.
    config.setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, OutboundQueue.MAX_UNSENT_BYTES);
    config.setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, OutboundQueue.MAX_UNSENT_BYTES);
    FrameDecoder decoder = new FrameDecoder(frames);
    pipeline.addAfter(TAKEOVER, FRAMES, decoder);
    pipeline.addAfter(FRAMES, TEXT_CHECK, new TextCheck());
    H installed = handler.apply(decoder, pipeline.context(decoder));
    pipeline.addAfter(TEXT_CHECK, CONNECTION, installed);
    dismissVertx();
    return installed;
  }

  /**
   * Vert.x keeps 10 KB for each connection, most of it queues that nothing goes through any more;
   * with its handler all of that goes.
   */
  private void dismissVertx() {
    for (String leftover : LEFTOVERS) {
      if (pipeline.get(leftover) != null) {
        pipeline.remove(leftover);
      }
    }
    // It closes its books on the connection, and tells nobody behind it.
    pipeline.context(CONNECTION).fireChannelInactive();
    pipeline.remove(VERTX);
  }

  /** Hands on what came right behind the handshake, and gets out of the way. */
  void complete() {
    ChannelHandlerContext before = pipeline.context(this);
    pipeline.remove(this);
    // A context passes on to its last neighbour, here the decoder, also after it was removed.
    while (!behindHandshake.isEmpty()) {
      before.fireChannelRead(behindHandshake.remove());
    }
    before.fireChannelReadComplete();
  }

  /** There was no upgrade. */
  void abandon() {
    pipeline.remove(this);
    behindHandshake.forEach(ByteBuf::release);
    behindHandshake.clear();
  }
}
