package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.protocol.ServerMessage.StateReason;
import ai.trivector.collab.server.count.Histogram;
import ai.trivector.collab.server.count.Tally;
import ai.trivector.collab.session.Resolution;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the running sessions of one server have done. Any thread.
 *
 * @param sessionsOpened sessions that came into memory
 * @param joins connections that took a place
 * @param resumes those of them that went on from where they had been
 * @param turnedAway connections that were refused a place, by the code they were closed with
 * @param sent messages that were handed to a member, each as often as there were members
 * @param refusals messages of members that were refused
 * @param conflicts parameters over which somebody was asked whose value counts
 * @param resolutions answers to that which were written
 * @param states states that were sent because a member had to be brought up to date
 * @param eventsAppended events that are in the log
 * @param appends nanoseconds from asking the log to append until its answer was here
 * @param broadcasts nanoseconds from a change's arrival until the members of one event loop had it
 */
public record RuntimeCounts(
    LongAdder sessionsOpened,
    LongAdder joins,
    LongAdder resumes,
    Tally<CloseCode> turnedAway,
    Tally<ServerMessage.Type> sent,
    Tally<ErrorCode> refusals,
    LongAdder conflicts,
    Tally<Resolution.Strategy> resolutions,
    Tally<StateReason> states,
    LongAdder eventsAppended,
    Histogram appends,
    Histogram broadcasts) {

  RuntimeCounts() {
    this(
        new LongAdder(),
        new LongAdder(),
        new LongAdder(),
        new Tally<>(CloseCode.class),
        new Tally<>(ServerMessage.Type.class),
        new Tally<>(ErrorCode.class),
        new LongAdder(),
        new Tally<>(Resolution.Strategy.class),
        new Tally<>(StateReason.class),
        new LongAdder(),
        Histogram.ofNanos(),
        Histogram.ofNanos());
  }
}
