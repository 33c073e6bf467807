package ai.trivector.collab.session;

import java.time.Instant;

/** An event with its place in the order and the server's time of it, in whole milliseconds. */
public record RecordedEvent(Seq seq, Instant at, Event event) {}
