package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.server.runtime.Admittance;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What every connection needs of the rest of the server.
 *
 * @param ticker nanoseconds that only ever go forward
 */
record Services(
    Joiner joiner,
    Function<ClientMessage.Auth, Admittance> admission,
    WebSocketSettings settings,
    LongSupplier ticker) {}
