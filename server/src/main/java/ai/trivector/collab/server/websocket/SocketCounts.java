package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.count.Tally;
import java.util.concurrent.atomic.LongAdder;

/**
 * What went through the sockets of one server. Any thread.
 *
 * @param opened connections that were taken in
 * @param turnedAway connections that were refused before any session saw them, by the code they
 *     were closed with
 * @param closed connections that we closed
 * @param left connections that their client closed, or the network
 * @param unauthenticated connections now that have yet to say whose they are
 * @param authenticated connections now that have said it, and not gone
 * @param received messages that were understood, and not too many
 * @param refusals messages that were refused here, before any session saw them
 * @param sent messages that were sent from here, without any session
 * @param outbound what waited for those who do not keep up
 */
public record SocketCounts(
    LongAdder opened,
    Tally<CloseCode> turnedAway,
    Tally<CloseCode> closed,
    Tally<Departure> left,
    LongAdder unauthenticated,
    LongAdder authenticated,
    Tally<ClientMessage.Type> received,
    Tally<ErrorCode> refusals,
    Tally<ServerMessage.Type> sent,
    OutboundCounts outbound) {

  SocketCounts() {
    this(
        new LongAdder(),
        new Tally<>(CloseCode.class),
        new Tally<>(CloseCode.class),
        new Tally<>(Departure.class),
        new LongAdder(),
        new LongAdder(),
        new Tally<>(ClientMessage.Type.class),
        new Tally<>(ErrorCode.class),
        new Tally<>(ServerMessage.Type.class),
        new OutboundCounts());
  }
}
