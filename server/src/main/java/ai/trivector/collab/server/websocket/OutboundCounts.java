package ai.trivector.collab.server.websocket;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the queues of those who do not keep up hold, and dropped; who keeps up costs it nothing. Any
 * thread.
 *
 * @param waitingBytes in all queues now
 * @param drops times that a queue went over its bound and was dropped, for a state to replace it
 * @param presenceDrops frames of presence that were not sent, since their reader was behind
 */
public record OutboundCounts(LongAdder waitingBytes, LongAdder drops, LongAdder presenceDrops) {

  public OutboundCounts() {
    this(new LongAdder(), new LongAdder(), new LongAdder());
  }
}
