package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.MessageReader;
import ai.trivector.collab.protocol.MessageReader.Received;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.runtime.Admittance;
import ai.trivector.collab.server.runtime.Frame;
import ai.trivector.collab.server.runtime.JoinRequest;
import ai.trivector.collab.server.runtime.Loop;
import ai.trivector.collab.server.runtime.Membership;
import ai.trivector.collab.server.runtime.Peer;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
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
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket, from the upgrade until either side says goodbye; then {@link Farewell} takes
 * its place. On its event loop only.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Peer {

  /** How far a connection has come. It never goes back. */
  private sealed interface State {

    record AwaitingAuth(Loop.Timer deadline) implements State {}

    record Joined(User user, Membership membership) implements State {}

    record Ended() implements State {}
  }

  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final State ENDED = new State.Ended();

  /** Codes with which a client leaves for good; without one a browser closes on request. */
  private static final int NORMAL = 1000;

  private static final int GOING_AWAY = 1001;
  private static final int NO_CODE = -1;

  /** The code that stands for no close frame at all; never sent (RFC 6455, 7.4.1). */
  private static final int LOST = 1006;

  private final Services services;
  private final SessionId session;
  private final LoopConnections neighbours;
  private final ChannelHandlerContext out;
  private final FrameDecoder decoder;
  private final OutboundQueue queue;
  private final MessageAssembler assembler = new MessageAssembler();
  private final Conduct conduct;

  private State state;

  /** Runs while a message has begun and not ended. */
  private Loop.@Nullable Timer messageDeadline;

  /** Whether anything at all came since the last heartbeat. */
  private boolean heard = true;

  /**
   * @param decoder the handler before this one
   * @param out its context, from where what is written goes to the socket
   */
  Connection(
      Services services,
      SessionId session,
      LoopConnections neighbours,
      FrameDecoder decoder,
      ChannelHandlerContext out) {
    this.services = services;
    this.session = session;
    this.neighbours = neighbours;
    this.decoder = decoder;
    this.out = out;
    queue = new OutboundQueue(out);
    conduct = new Conduct(services.settings(), services.ticker());
    state =
        new State.AwaitingAuth(
            loop().schedule(services.settings().authTimeout(), this::notAuthenticated));
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
    heard = true;
    boolean partial = assembler.isOpen() || decoder.isMidFrame();
    if (!partial) {
      cancelMessageDeadline();
    } else if (messageDeadline == null) {
      messageDeadline =
          loop().schedule(services.settings().messageTimeout(), this::messageNeverEnds);
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
    end(false, LOST, "lost");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case CorruptedWebSocketFrameException corrupted ->
          close(closeCode(corrupted), String.valueOf(corrupted.getMessage()));
      case IOException _ -> queue.abort();
      default -> {
        log.error("event=connection_failed session={}", session, cause);
        close(CloseCode.INTERNAL_ERROR, "the server failed; reconnect");
      }
    }
  }

  private static CloseCode closeCode(CorruptedWebSocketFrameException corrupted) {
    int code = corrupted.closeStatus().code();
    if (code == CloseCode.INVALID_UTF8.code()) {
      return CloseCode.INVALID_UTF8;
    }
    return code == CloseCode.MESSAGE_TOO_BIG.code()
        ? CloseCode.MESSAGE_TOO_BIG
        : CloseCode.PROTOCOL_ERROR;
  }

  private void onFrame(WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> onClose(close.statusCode());
      case PingWebSocketFrame ping -> {
        if (isPermitted(OptionalLong.empty())) {
          queue.sendPong(ping.content());
        }
      }
      case PongWebSocketFrame _ -> isPermitted(OptionalLong.empty());
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
    replaceBy(Farewell.untilSent(out, loop(), services.settings()));
    end(deliberate, code, "client");
  }

  private void onData(WebSocketFrame frame) {
    switch (assembler.add(frame)) {
      case MessageAssembler.Progress.Incomplete _ -> {}
      case MessageAssembler.Progress.TooBig _ ->
          close(
              CloseCode.MESSAGE_TOO_BIG,
              "a message has at most %d bytes".formatted(Limits.MAX_MESSAGE_BYTES));
      case MessageAssembler.Progress.TooManyFragments _ ->
          close(
              CloseCode.POLICY_VIOLATION,
              "a message has at most %d fragments".formatted(Limits.MAX_FRAGMENTS));
      case MessageAssembler.Progress.Binary _ -> {
        if (isPermitted(OptionalLong.empty())) {
          invalid("a message is text, not bytes", OptionalLong.empty());
        }
      }
      case MessageAssembler.Progress.Complete complete -> onText(complete.utf8());
    }
  }

  private void onText(byte[] utf8) {
    switch (MessageReader.read(utf8)) {
      case Received.Understood(ClientMessage message) -> {
        if (isPermitted(message.n())) {
          onMessage(message);
        }
      }
      case Received.NotUnderstood(ErrorCode code, String reason, OptionalLong n) -> {
        if (isPermitted(n)) {
          notUnderstood(code, reason, n);
        }
      }
    }
  }

  private void onMessage(ClientMessage message) {
    switch (state) {
      case State.AwaitingAuth awaiting -> {
        if (message instanceof ClientMessage.Auth auth) {
          authenticate(auth, awaiting);
        } else {
          authRequired(message.n());
        }
      }
      case State.Joined joined -> {
        switch (message) {
          case ClientMessage.Auth _ -> invalid("already authenticated", OptionalLong.empty());
          case ClientMessage.Ping _ -> reply(new ServerMessage.Pong());
          default -> joined.membership().receive(message);
        }
      }
      case State.Ended _ -> {}
    }
  }

  private void authenticate(ClientMessage.Auth auth, State.AwaitingAuth awaiting) {
    switch (services.admission().apply(auth)) {
      case Admittance.Denied(String error, String code) -> {
        reply(new ServerMessage.AuthFailed(error, code));
        close(CloseCode.NOT_AUTHENTICATED, code);
      }
      case Admittance.Admitted(User user) -> {
        awaiting.deadline().cancel();
        log.info("event=connection_opened session={} user={}", session, user.id());
        state =
            new State.Joined(
                user,
                services
                    .joiner()
                    .join(
                        session,
                        new JoinRequest(user, auth.clientId(), auth.lastSeenSeq(), auth.epoch()),
                        this));
      }
    }
  }

  private void notUnderstood(ErrorCode code, String reason, OptionalLong n) {
    if (code == ErrorCode.INVALID_MESSAGE) {
      invalid(reason, n);
    } else if (state instanceof State.AwaitingAuth) {
      authRequired(n);
    } else {
      // A newer client may know types that this server does not; that is no misconduct.
      error(code, reason, n, OptionalLong.empty());
    }
  }

  private void authRequired(OptionalLong n) {
    error(ErrorCode.AUTH_REQUIRED, "the first message is auth", n, OptionalLong.empty());
    close(CloseCode.NOT_AUTHENTICATED, "the first message is auth");
  }

  private void notAuthenticated() {
    close(CloseCode.NOT_AUTHENTICATED, "no auth within the time for it");
  }

  private void messageNeverEnds() {
    close(CloseCode.POLICY_VIOLATION, "a message did not end within the time for it");
  }

  private void invalid(String reason, OptionalLong n) {
    error(ErrorCode.INVALID_MESSAGE, reason, n, OptionalLong.empty());
    if (conduct.isOneInvalidTooMany()) {
      close(CloseCode.NOT_THIS_PROTOCOL, "too many messages that are not this protocol");
    }
  }

  /** Whether to go on with what came; if not, the client was told. */
  private boolean isPermitted(OptionalLong n) {
    if (state instanceof State.Ended) {
      return false;
    }
    long waitNanos = conduct.take();
    if (waitNanos == 0) {
      return true;
    }
    long retryAfterMillis = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
    error(ErrorCode.RATE_LIMITED, "too many messages", n, OptionalLong.of(retryAfterMillis));
    if (conduct.isOneRefusalTooMany()) {
      close(CloseCode.RATE_LIMITED, "too many messages for too long");
    }
    return false;
  }

  private void error(
      ErrorCode code, String message, OptionalLong n, OptionalLong retryAfterMillis) {
    reply(new ServerMessage.ErrorReply(code, message, n, retryAfterMillis));
  }

  /** Goes out when what was read has been worked off. */
  private void reply(ServerMessage message) {
    queue.send(Frame.encode(message));
  }

  /** Asks whether the client is there, or gives it up if it did not answer the last time. */
  void beat() {
    if (state instanceof State.Ended) {
      return;
    }
    if (heard) {
      heard = false;
      queue.sendPing();
    } else {
      log.info("event=dead_peer session={} user={}", session, userForLog());
      close(CloseCode.HEARTBEAT_UNANSWERED, "nothing was heard since the last ping");
    }
  }

  LoopConnections neighbours() {
    return neighbours;
  }

  Channel channel() {
    return out.channel();
  }

  @Override
  public Loop loop() {
    return neighbours.loop();
  }

  @Override
  public void send(ByteBuf frame) {
    queue.send(frame);
  }

  @Override
  public void sendState(ByteBuf frame) {
    queue.sendState(frame);
    askForWhatIsDue();
  }

  @Override
  public void sendPresence(ByteBuf frame) {
    queue.sendPresence(frame);
  }

  @Override
  public void flush() {
    queue.flush();
  }

  @Override
  public void close(CloseCode code, String reason) {
    if (state instanceof State.Ended) {
      return;
    }
    queue.finish(ControlFrames.close(code, reason));
    replaceBy(Farewell.untilAnswered(out, loop(), services.settings()));
    end(false, code.code(), "server");
  }

  private void replaceBy(Farewell farewell) {
    out.pipeline().replace(this, Takeover.CONNECTION, farewell);
  }

  private void end(boolean deliberate, int code, String by) {
    State ended = state;
    if (ended instanceof State.Ended) {
      return;
    }
    log.info(
        "event=connection_closed session={} user={} code={} by={}",
        session,
        userForLog(),
        code == NO_CODE ? "none" : code,
        by);
    state = ENDED;
    cancelMessageDeadline();
    switch (ended) {
      case State.AwaitingAuth awaiting -> awaiting.deadline().cancel();
      case State.Joined joined -> joined.membership().disconnected(deliberate);
      case State.Ended _ -> {}
    }
  }

  private void askForWhatIsDue() {
    if (state instanceof State.Joined joined) {
      if (queue.takeStateDue()) {
        joined.membership().needsState();
      }
      if (queue.takePresenceDue()) {
        joined.membership().needsPresence();
      }
    }
  }

  private void cancelMessageDeadline() {
    if (messageDeadline != null) {
      messageDeadline.cancel();
      messageDeadline = null;
    }
  }

  private String userForLog() {
    return state instanceof State.Joined joined ? joined.user().id().value() : "none";
  }
}
