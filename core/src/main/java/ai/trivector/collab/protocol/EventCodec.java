package ai.trivector.collab.protocol;

import ai.trivector.collab.protocol.Json.MalformedException;
import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Resolution;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An event as the text that the log stores. The names are those of the wire, so that a log can be
 * read with the protocol in hand.
 */
public final class EventCodec {

  /** When it happened, in milliseconds since 1970. */
  static final String AT = "at";

  private EventCodec() {}

  /** The event and its time; whoever keeps it knows its number. */
  public static String write(RecordedEvent recorded) {
    return Json.writeStored(json -> {
      json.writeNumberProperty(AT, recorded.at().toEpochMilli());
      switch (recorded.event()) {
        case Event.ParamsChanged changed -> paramsChanged(json, changed);
        case Event.MemberJoined joined -> {
          json.writeStringProperty("type", "session:joined");
          json.writeName("user");
          MessageWriter.user(json, joined.user());
        }
        case Event.MemberLeft left -> {
          json.writeStringProperty("type", "session:left");
          json.writeStringProperty("userId", left.user().value());
        }
      }
    });
  }

  /** Reads the event that {@link #write} wrote, in this version or an earlier one. */
  static Event read(Fields event) throws MalformedException {
    String type = event.string("type");
    return switch (type) {
      case "param:broadcast" -> paramsChanged(event);
      case "session:joined" -> new Event.MemberJoined(user(event.object("user")));
      case "session:left" -> new Event.MemberLeft(new UserId(event.string("userId")));
      default -> throw new MalformedException("unknown event type " + type);
    };
  }

  private static void paramsChanged(JsonGenerator json, Event.ParamsChanged changed) {
    json.writeStringProperty("type", "param:broadcast");
    json.writeStringProperty("userId", changed.author().user().value());
    json.writeStringProperty("clientId", changed.author().client().value());
    changed.n().ifPresent(n -> json.writeNumberProperty("n", n));
    MessageWriter.params(json, changed.params());
    Resolution resolution = changed.resolution();
    if (resolution != null) {
      json.writeObjectPropertyStart("resolution");
      json.writeStringProperty("param", resolution.param());
      json.writeStringProperty("strategy", resolution.strategy().word());
      json.writeEndObject();
    }
  }

  private static Event paramsChanged(Fields event) throws MalformedException {
    return new Event.ParamsChanged(
        new Author(new UserId(event.string("userId")), new ClientId(event.string("clientId"))),
        event.optionalCount("n"),
        params(event.object("params")),
        resolution(event.optionalObject("resolution")));
  }

  private static @Nullable Resolution resolution(Optional<Fields> resolution)
      throws MalformedException {
    if (resolution.isEmpty()) {
      return null;
    }
    String word = resolution.get().string("strategy");
    return new Resolution(
        resolution.get().string("param"),
        Resolution.Strategy.ofWord(word)
            .orElseThrow(() -> new MalformedException("unknown strategy " + word)));
  }

  static Map<String, Double> params(Fields fields) throws MalformedException {
    Map<String, Double> params = new LinkedHashMap<>();
    for (String name : fields.members().keySet()) {
      params.put(name, fields.number(name));
    }
    return Collections.unmodifiableMap(params);
  }

  static User user(Fields fields) throws MalformedException {
    return new User(new UserId(fields.string("id")), fields.string("name"), fields.string("color"));
  }
}
