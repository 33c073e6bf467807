package ai.trivector.collab.protocol;

import ai.trivector.collab.protocol.Json.MalformedException;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Events of one session that follow one another, as a log stores them together: each as {@link
 * EventCodec} writes it, with a comma between them, so that runs that follow one another are one
 * with a comma between them. Who has no time of their own, {@code "at"}, was written by an earlier
 * version, in the same millisecond as the newest.
 *
 * @param newest the number of the last of them
 * @param at when that happened
 */
public record EventRun(Seq newest, Instant at, String text) {

  /**
   * These events, in as many runs as it takes.
   *
   * @param events that follow one another
   * @param maxLength of a text; but an event that is longer is a run by itself
   */
  public static List<EventRun> of(List<RecordedEvent> events, int maxLength) {
    if (events.isEmpty()) {
      return List.of();
    }
    List<EventRun> runs = new ArrayList<>(1);
    StringBuilder text = new StringBuilder();
    RecordedEvent last = events.getFirst();
    for (RecordedEvent each : events) {
      String own = EventCodec.write(each);
      if (!text.isEmpty()) {
        if (text.length() + 1 + own.length() > maxLength) {
          runs.add(new EventRun(last.seq(), last.at(), text.toString()));
          text.setLength(0);
        } else {
          text.append(',');
        }
      }
      text.append(own);
      last = each;
    }
    runs.add(new EventRun(last.seq(), last.at(), text.toString()));
    return runs;
  }

  /**
   * The events, in their order.
   *
   * @throws IllegalArgumentException if they are not what {@link #of} wrote, in this version or an
   *     earlier one
   */
  public List<RecordedEvent> events() {
    Fields run = new Fields("a stored run", Json.readStored("{\"events\":[" + text + "]}"));
    try {
      List<Fields> stored = run.objects("events");
      long before = newest.value() - stored.size();
      if (stored.isEmpty() || before < 0) {
        throw new MalformedException("%d events up to %s".formatted(stored.size(), newest));
      }
      List<RecordedEvent> events = new ArrayList<>(stored.size());
      Seq last = new Seq(before);
      for (Fields each : stored) {
        last = last.next();
        OptionalLong own = each.optionalCount(EventCodec.AT);
        Instant when = own.isPresent() ? Instant.ofEpochMilli(own.getAsLong()) : at;
        events.add(new RecordedEvent(last, when, EventCodec.read(each)));
      }
      return events;
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the stored event is not ours: " + e.getMessage(), e);
    }
  }
}
