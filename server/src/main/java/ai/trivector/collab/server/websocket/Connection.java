package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.runtime.Frame;
import ai.trivector.collab.server.runtime.Loop;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.session.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket, from the upgrade until either side says goodbye; then {@link Farewell} takes
 * its place. On its event loop only.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Peer {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** Codes with which a client leaves for good; without one a browser closes on request. */
  private static final int NORMAL = 1000;

  private static final int GOING_AWAY = 1001;

  /** Netty's word for a close frame without a code, and the one for the log (RFC 6455, 7.4.1). */
  private static final int NO_CODE = -1;

  private static final int NO_CODE_IN_LOG = 1005;

  /** Netty lets through what is above, which means nothing to anybody (RFC 6455, 7.4.2). */
  private static final int MAX_CODE = 4999;

  /** The code that stands for no close frame at all; never sent (RFC 6455, 7.4.1). */
  private static final int LOST = 1006;

  /** With its second beat without a word, a client has said nothing from one to the other. */
  private static final int ASK_AT_BEAT = 2;

  private static final int GIVE_UP_AT_BEAT = ASK_AT_BEAT + LoopConnections.BEATS;

  private final WebSocketSettings settings;
  private final SessionId session;
  private final LoopConnections neighbours;
  private final ChannelHandlerContext out;
  private final FrameDecoder decoder;
  private final OutboundQueue queue;
  private final MessageAssembler assembler;
  private final MessageHandler handler;

  /** What was agreed about compression, if it was. */
  private final Optional<PerMessageDeflate> compression;

  /** Runs while a message has begun and not ended. */
  private Loop.@Nullable Timer messageDeadline;

  /** How many beats there were since anything at all came. */
  private int unheardBeats;

  /**
   * @param session whose connection it is, for the log
   * @param decoder the handler before this one
   * @param out its context, from where what is written goes to the socket
   * @param compression as it was agreed upon
   * @param handlers makes what this connection's messages are for
   */
  Connection(
      WebSocketSettings settings,
      SessionId session,
      LoopConnections neighbours,
      FrameDecoder decoder,
      ChannelHandlerContext out,
      Optional<PerMessageDeflate> compression,
      Function<Connection, MessageHandler> handlers) {
    this.settings = settings;
    this.session = session;
    this.neighbours = neighbours;
    this.decoder = decoder;
    this.out = out;
    this.compression = compression;
    queue =
        new OutboundQueue(
            new ChannelOutlet(out), Limits.MAX_QUEUED_BYTES, neighbours.counts().outbound());
    assembler = new MessageAssembler(settings.message(), neighbours.inflation());
    handler = handlers.apply(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      // The end of the request that asked for the upgrade comes through here, too.
      if (message instanceof WebSocketFrame frame) {
        onFrame(frame);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    unheardBeats = 0;
    boolean partial = assembler.isOpen() || decoder.isMidFrame();
    if (!partial) {
      cancelMessageDeadline();
    } else if (messageDeadline == null) {
      messageDeadline = loop().schedule(settings.message().timeout(), this::messageNeverEnds);
    }
    queue.flush();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (out.channel().isWritable()) {
      queue.drain();
      askForWhatIsDue();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    queue.discard();
    counts().left().add(Departure.LOST);
    end(false, LOST, "lost");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case CorruptedWebSocketFrameException corrupted ->
          fail(closeCode(corrupted), String.valueOf(corrupted.getMessage()));
      case IOException _ -> queue.abort();
      default -> {
        log.error("event=connection_failed session={}", session, cause);
        close(CloseCode.INTERNAL_ERROR, "the server failed; reconnect");
      }
    }
  }

  private static CloseCode closeCode(CorruptedWebSocketFrameException corrupted) {
    int code = corrupted.closeStatus().code();
    if (code == CloseCode.INVALID_PAYLOAD.code()) {
      return CloseCode.INVALID_PAYLOAD;
    }
    return code == CloseCode.MESSAGE_TOO_BIG.code()
        ? CloseCode.MESSAGE_TOO_BIG
        : CloseCode.PROTOCOL_ERROR;
  }

  private void onFrame(WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> {
        if (close.statusCode() > MAX_CODE) {
          fail(CloseCode.PROTOCOL_ERROR, "a close code is at most %d".formatted(MAX_CODE));
        } else {
          onClose(close.statusCode());
        }
      }
      case PingWebSocketFrame ping -> {
        if (handler.permitsControl()) {
          queue.sendPong(ping.content());
        }
      }
      case PongWebSocketFrame _ -> handler.permitsControl();
      default -> onData(frame);
    }
    if (!assembler.isOpen()) {
      // What comes after this frame is another message, with time of its own.
      cancelMessageDeadline();
    }
  }

  private void onClose(int code) {
    queue.finishAtOnce(code == NO_CODE ? ControlFrames.closeEcho() : ControlFrames.closeEcho(code));
    boolean deliberate = code == NORMAL || code == GOING_AWAY || code == NO_CODE;
    int said = code == NO_CODE ? NO_CODE_IN_LOG : code;
    replaceBy(Farewell.untilSent(out, loop(), settings));
    counts().left().add(Departure.of(said));
    end(deliberate, said, "client");
  }

  private void onData(WebSocketFrame frame) {
    switch (assembler.add(frame)) {
      case MessageAssembler.Progress.Incomplete _ -> {}
      case MessageAssembler.Progress.TooBig _ ->
          close(
              CloseCode.MESSAGE_TOO_BIG,
              "a message has at most %d bytes".formatted(settings.message().maxBytes()));
      case MessageAssembler.Progress.TooManyFragments _ ->
          close(
              CloseCode.POLICY_VIOLATION,
              "a message has at most %d fragments".formatted(settings.message().maxFragments()));
      case MessageAssembler.Progress.Invalid(String reason) ->
          fail(CloseCode.INVALID_PAYLOAD, reason);
      case MessageAssembler.Progress.Complete complete -> {
        if (complete.isText()) {
          handler.onText(complete.payload());
        } else {
          handler.onBytes(complete.payload());
        }
      }
    }
  }

  /** Goes out when what was read has been worked off. */
  void reply(ServerMessage message) {
    counts().sent().add(message.type());
    queue.send(Frame.encode(message));
  }

  /**
   * Asks whether the client is there if nothing came from one beat to the next, and gives it up if
   * nothing comes within a heartbeat after that. Who has something to say anyway is not asked.
   */
  void beat() {
    if (handler.isOver()) {
      return;
    }
    unheardBeats++;
    if (unheardBeats == ASK_AT_BEAT) {
      queue.sendPing();
    } else if (unheardBeats == GIVE_UP_AT_BEAT) {
      log.info("event=dead_peer session={} user={}", session, handler.userName());
      close(CloseCode.HEARTBEAT_UNANSWERED, "nothing was heard since the last ping");
    }
  }

  LoopConnections neighbours() {
    return neighbours;
  }

  SocketCounts counts() {
    return neighbours.counts();
  }

  Channel channel() {
    return out.channel();
  }

  @Override
  public Loop loop() {
    return neighbours.loop();
  }

  @Override
  public boolean keepsUp() {
    return queue.keepsUp();
  }

  @Override
  public boolean sendAtOnce(ByteBuf frames) {
    return queue.sendAtOnce(frames);
  }

  @Override
  public void send(ByteBuf frame) {
    queue.send(frame);
  }

  @Override
  public void sendOwn(List<ByteBuf> frames) {
    compression
        .map(terms -> neighbours.deflation().pack(frames, terms))
        .orElse(frames)
        .forEach(queue::send);
  }

  @Override
  public void sendState(ByteBuf frame) {
    queue.sendState(compression.isPresent() ? neighbours.deflation().packAlone(frame) : frame);
    askForWhatIsDue();
  }

  @Override
  public void sendPresence(ByteBuf frame) {
    queue.sendPresence(frame);
  }

  @Override
  public void showPresence(ByteBuf frame) {
    queue.showPresence(frame);
  }

  @Override
  public void flush() {
    queue.flush();
  }

  @Override
  public void close(CloseCode code, String reason) {
    close(code, reason, Farewell::untilAnswered);
  }

  /** Closes a connection on which what came is not the WebSocket protocol. */
  private void fail(CloseCode code, String reason) {
    close(code, reason, Farewell::untilHungUp);
  }

  private void close(CloseCode code, String reason, Farewell.Kind farewell) {
    if (handler.isOver()) {
      return;
    }
    queue.finish(ControlFrames.close(code, reason));
    replaceBy(farewell.start(out, loop(), settings));
    counts().closed().add(code);
    end(false, code.code(), "server");
  }

  private void messageNeverEnds() {
    close(CloseCode.POLICY_VIOLATION, "a message did not end within the time for it");
  }

  private void end(boolean deliberate, int code, String by) {
    cancelMessageDeadline();
    handler.end(deliberate, code, by);
  }

  private void askForWhatIsDue() {
    handler.askFor(queue.takeStateDue(), queue.takePresenceDue());
  }

  private void replaceBy(Farewell farewell) {
    out.pipeline().replace(this, Takeover.CONNECTION, farewell);
  }

  private void cancelMessageDeadline() {
    if (messageDeadline != null) {
      messageDeadline.cancel();
      messageDeadline = null;
    }
  }
}
