/**
 * Whole rooms played through from a seed: the real registry, runners and broadcaster over a
 * simulated clock, log, network and clients, with every fault that can be thought of between any
 * two steps, and everything that was seen checked against the log.
 *
 * <p>Start reading at {@code Simulation}, which plays one seed, then {@code World} (what there is),
 * {@code Link} (one connection, from both ends) and {@code ExtClient}. What has to be true is in
 * {@code WireCheck} (each connection), {@code Witness} (each frame), {@code ConflictOracle} and
 * {@code RosterOracle} (the log as a whole) and {@code EndCheck} (after everything has settled).
 * The oracles are written from the protocol, and know nothing of the code that they judge.
 */
@NullMarked
package ai.trivector.collab.server.simulation;

import org.jspecify.annotations.NullMarked;
