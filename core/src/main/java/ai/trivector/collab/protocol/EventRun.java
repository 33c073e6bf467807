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
 * EventCodec} writes it, with a comma between them. Who did not happen in the same millisecond as
 * the newest has a time of their own in front, {@code "at"}, in milliseconds since 1970.
 *
 * @param newest the number of the last of them
 * @param at when that happened
 */
public record EventRun(Seq newest, Instant at, String text) {

  private static final String AT = "at";

  /** What a time in front of an event and the comma behind it come to. */
  private static final int EXTRA_LENGTH = 20;

  /**
   * These events, in as many runs as it takes.
   *
   * @param events that follow one another
   * @param maxLength of a text; but an event that is longer is a run by itself
   */
  public static List<EventRun> of(List<RecordedEvent> events, int maxLength) {
    if (events.size() == 1) {
      // As mostly, but where there is much to do: without the lists.
      RecordedEvent only = events.getFirst();
      return List.of(new EventRun(only.seq(), only.at(), EventCodec.write(only.event())));
    }
    List<String> texts = events.stream().map(each -> EventCodec.write(each.event())).toList();
    List<EventRun> runs = new ArrayList<>();
    for (int begin = 0; begin < texts.size(); ) {
      int end = endOfRun(texts, begin, maxLength);
      runs.add(joined(events.subList(begin, end), texts.subList(begin, end)));
      begin = end;
    }
    return runs;
  }

  private static int endOfRun(List<String> texts, int begin, int maxLength) {
    int length = 0;
    for (int i = begin; i < texts.size(); i++) {
      length += texts.get(i).length() + EXTRA_LENGTH;
      if (length > maxLength && i > begin) {
        return i;
      }
    }
    return texts.size();
  }

  private static EventRun joined(List<RecordedEvent> events, List<String> texts) {
    Instant at = events.getLast().at();
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        joined.append(',');
      }
      Instant own = events.get(i).at();
      if (own.equals(at)) {
        joined.append(texts.get(i));
      } else {
        joined.append("{\"").append(AT).append("\":").append(own.toEpochMilli()).append(',');
        joined.append(texts.get(i), 1, texts.get(i).length());
      }
    }
    return new EventRun(events.getLast().seq(), at, joined.toString());
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
        OptionalLong own = each.optionalCount(AT);
        Instant when = own.isPresent() ? Instant.ofEpochMilli(own.getAsLong()) : at;
        events.add(new RecordedEvent(last, when, EventCodec.read(each)));
      }
      return events;
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the stored event is not ours: " + e.getMessage(), e);
    }
  }
}
