/**
 * The running sessions. Each {@code SessionRunner} lives on one event loop and does one thing over
 * and over: decide what has come, append it, apply it, publish it.
 *
 * <p>Start reading at {@code SessionRunner}, then {@code SessionRegistry} (which finds or opens
 * one) and {@code Broadcaster} (which encodes once and offers to every member). This package knows
 * the ports ({@code EventStore}, {@code Peer}, {@code Loop}) and no implementation of them; under a
 * simulation all of it runs on one thread with a manual clock.
 */
@NullMarked
package ai.trivector.collab.server.runtime;

import org.jspecify.annotations.NullMarked;
