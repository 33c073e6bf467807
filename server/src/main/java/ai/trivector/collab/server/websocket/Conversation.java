package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.MessageReader;
import ai.trivector.collab.protocol.MessageReader.Received;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.runtime.Admittance;
import ai.trivector.collab.server.runtime.JoinRequest;
import ai.trivector.collab.server.runtime.Loop;
import ai.trivector.collab.server.runtime.Membership;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What a client and its session have to say to each other, message by message: who the client is,
 * and whether it keeps to the protocol and to the rate. On its connection's event loop only.
 */
final class Conversation implements MessageHandler {

  /** How far it has come. It never goes back. */
  private sealed interface State {

    record AwaitingAuth(Loop.Timer deadline) implements State {}

    record Joined(User user, Membership membership) implements State {}

    record Ended() implements State {}
  }

  private static final Logger log = LoggerFactory.getLogger(Conversation.class);
  private static final State ENDED = new State.Ended();
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Services services;
  private final SessionId session;
  private final Connection connection;
  private final SocketCounts counts;
  private final Conduct conduct;

  private State state;

  Conversation(Services services, SessionId session, Connection connection) {
    this.services = services;
    this.session = session;
    this.connection = connection;
    counts = connection.counts();
    counts.unauthenticated().increment();
    conduct = new Conduct(services.settings(), services.ticker());
    state =
        new State.AwaitingAuth(
            connection.loop().schedule(services.settings().authTimeout(), this::notAuthenticated));
  }

  @Override
  public void onText(byte[] utf8) {
    switch (MessageReader.read(utf8)) {
      case Received.Understood(ClientMessage message) -> {
        if (permits(message.n())) {
          counts.received().add(message.type());
          onMessage(message);
        }
      }
      case Received.NotUnderstood(ErrorCode code, String reason, OptionalLong n) -> {
        if (permits(n)) {
          notUnderstood(code, reason, n);
        }
      }
    }
  }

  @Override
  public void onBytes(byte[] bytes) {
    if (permits(OptionalLong.empty())) {
      invalid("a message is text, not bytes", OptionalLong.empty());
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
          case ClientMessage.Ping _ -> connection.reply(new ServerMessage.Pong());
          default -> joined.membership().receive(message);
        }
      }
      case State.Ended _ -> {}
    }
  }

  private void authenticate(ClientMessage.Auth auth, State.AwaitingAuth awaiting) {
    switch (services.admission().apply(auth)) {
      case Admittance.Denied(String error, String code) -> {
        counts.turnedAway().add(CloseCode.NOT_AUTHENTICATED);
        connection.reply(new ServerMessage.AuthFailed(error, code));
        connection.close(CloseCode.NOT_AUTHENTICATED, code);
      }
      case Admittance.Admitted(User user) -> {
        awaiting.deadline().cancel();
        join(user, auth);
      }
    }
  }

  private void join(User user, ClientMessage.Auth auth) {
    Membership membership =
        services
            .joiner()
            .join(
                session,
                new JoinRequest(user, auth.clientId(), auth.lastSeenSeq(), auth.epoch()),
                connection);
    if (state instanceof State.Ended) {
      // It was closed from within the join.
      membership.disconnected(false);
      return;
    }
    log.info("event=connection_opened session={} user={}", session, user.id());
    state = new State.Joined(user, membership);
    counts.unauthenticated().decrement();
    counts.authenticated().increment();
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
    connection.close(CloseCode.NOT_AUTHENTICATED, "the first message is auth");
  }

  private void notAuthenticated() {
    connection.close(CloseCode.NOT_AUTHENTICATED, "no auth within the time for it");
  }

  private void invalid(String reason, OptionalLong n) {
    error(ErrorCode.INVALID_MESSAGE, reason, n, OptionalLong.empty());
    if (conduct.isOneInvalidTooMany()) {
      connection.close(CloseCode.NOT_THIS_PROTOCOL, "too many messages that are not this protocol");
    }
  }

  @Override
  public boolean permitsControl() {
    return permits(OptionalLong.empty());
  }

  /**
   * Whether to go on with what came; if not, the client was told. A flood is not answered message
   * by message, but for those that have a number: they have to have an outcome.
   */
  private boolean permits(OptionalLong n) {
    if (state instanceof State.Ended) {
      return false;
    }
    long waitNanos = conduct.take();
    if (waitNanos == 0) {
      return true;
    }
    long retryAfterMillis = Math.ceilDiv(waitNanos, NANOS_PER_MILLI);
    if (conduct.isToBeToldOfRefusals() || n.isPresent()) {
      error(ErrorCode.RATE_LIMITED, "too many messages", n, OptionalLong.of(retryAfterMillis));
    } else {
      counts.refusals().add(ErrorCode.RATE_LIMITED);
    }
    if (conduct.isOneRefusalTooMany()) {
      connection.close(CloseCode.RATE_LIMITED, "too many messages for too long");
    }
    return false;
  }

  private void error(
      ErrorCode code, String message, OptionalLong n, OptionalLong retryAfterMillis) {
    counts.refusals().add(code);
    connection.reply(new ServerMessage.ErrorReply(code, message, n, retryAfterMillis));
  }

  @Override
  public boolean isOver() {
    return state instanceof State.Ended;
  }

  @Override
  public void askFor(boolean state, boolean presence) {
    if (this.state instanceof State.Joined joined) {
      if (state) {
        joined.membership().needsState();
      }
      if (presence) {
        joined.membership().needsPresence();
      }
    }
  }

  @Override
  public void end(boolean deliberate, int code, String by) {
    State ended = state;
    if (ended instanceof State.Ended) {
      return;
    }
    log.atLevel(ended instanceof State.Joined ? Level.INFO : Level.DEBUG)
        .log(
            "event=connection_closed session={} user={} code={} by={}",
            session,
            userName(),
            code,
            by);
    state = ENDED;
    switch (ended) {
      case State.AwaitingAuth awaiting -> {
        counts.unauthenticated().decrement();
        awaiting.deadline().cancel();
      }
      case State.Joined joined -> {
        counts.authenticated().decrement();
        joined.membership().disconnected(deliberate);
      }
      case State.Ended _ -> {}
    }
  }

  @Override
  public String userName() {
    return state instanceof State.Joined joined ? joined.user().id().value() : "none";
  }
}
