/**
 * The words of a session as JSON: on the wire, and in the log.
 *
 * <p>Start reading at {@code ClientMessage} and {@code ServerMessage}, which say who sends what to
 * whom and when; {@code MessageReader} and {@code MessageWriter} turn them from and into text.
 * {@code EventRun} and {@code SnapshotCodec} do the same for what is stored. All names, codes and
 * bounds of the protocol are in this package; adapters invent none.
 */
@NullMarked
package ai.trivector.collab.protocol;

import org.jspecify.annotations.NullMarked;
