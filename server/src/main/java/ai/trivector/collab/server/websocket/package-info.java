/**
 * The socket: from the HTTP upgrade to the last close frame.
 *
 * <p>Start reading at {@code WebSocketEndpoint}, which checks an upgrade and takes the channel over
 * from Vert.x ({@code Takeover}), then {@code Connection}, which is one client's socket from then
 * on: what comes becomes messages for its {@code Conversation} with the session, and what goes out
 * goes through its {@code OutboundQueue} into an {@code Outlet}. {@code Farewell} is how a
 * connection ends. {@code Connections} counts and closes them all; {@code LoopConnections} is the
 * heartbeat.
 *
 * <p>This package knows {@code core} and the ports of {@code runtime}; not the store, the REST
 * routes or how tokens are checked.
 */
@NullMarked
package ai.trivector.collab.server.websocket;

import org.jspecify.annotations.NullMarked;
