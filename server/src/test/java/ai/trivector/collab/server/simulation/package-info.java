/**
 * Whole rooms played through from a seed: the real registry, runners, broadcaster and outbound
 * queues over a simulated clock, log, network and clients, with every fault that can be thought of
 * between any two steps, and everything that was seen checked against the log.
 *
 * <p>Start reading at {@code Simulation}, which plays one life, then {@code World} (what there is),
 * {@code Link} (one connection, from both ends) and {@code ExtClient}. {@code Seeds} plays many,
 * and {@code Shrinker} looks for the shortest that fails alike. What has to be true is in {@code
 * Invariants} (after each step), {@code InStep} (of each client, after each message), {@code
 * WireCheck} (each connection), {@code Witness} (each frame), {@code ConflictOracle} and {@code
 * RosterOracle} (the log as a whole) and {@code EndCheck} (after everything has settled). The
 * oracles are written from the protocol, and know nothing of the code that they judge.
 */
@NullMarked
package ai.trivector.collab.server.simulation;

import org.jspecify.annotations.NullMarked;
