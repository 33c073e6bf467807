package ai.trivector.collab.protocol;

import ai.trivector.collab.protocol.Json.MalformedException;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.ClientProgress;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.LastWrite;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** A session's whole state as text, so that opening it does not have to replay its whole log. */
public final class SnapshotCodec {

  private SnapshotCodec() {}

  public static String write(Session session) {
    return Json.writeStored(json -> {
      json.writeStringProperty("id", session.id().value());
      json.writeStringProperty("epoch", session.epoch().value());
      json.writeStringProperty("model", session.model().id());
      json.writeNumberProperty("createdAt", session.createdAt().toEpochMilli());
      json.writeNumberProperty("seq", session.seq().value());
      MessageWriter.params(json, session.params());
      json.writeObjectPropertyStart("writes");
      session.writes().forEach((param, write) -> write(json, param, write));
      json.writeEndObject();
      json.writeObjectPropertyStart("members");
      session
          .members()
          .forEach((id, user) -> {
            json.writeName(id.value());
            MessageWriter.user(json, user);
          });
      json.writeEndObject();
      json.writeObjectPropertyStart("clients");
      session.clients().forEach((client, progress) -> progress(json, client, progress));
      json.writeEndObject();
    });
  }

  /** Reads what {@link #write} wrote, in this version or an earlier one. */
  public static Session read(String text) {
    Fields state = new Fields("a stored snapshot", Json.readStored(text));
    try {
      String model = state.string("model");
      return new Session(
          new SessionId(state.string("id")),
          new Epoch(state.string("epoch")),
          Model.named(model)
              .orElseThrow(() -> new MalformedException("this server has no model " + model)),
          Instant.ofEpochMilli(state.count("createdAt")),
          new Seq(state.count("seq")),
          EventCodec.params(state.object("params")),
          writes(state.object("writes")),
          members(state.object("members")),
          clients(state.object("clients")));
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the stored snapshot is not ours: " + e.getMessage(), e);
    }
  }

  private static void write(JsonGenerator json, String param, LastWrite write) {
    json.writeObjectPropertyStart(param);
    json.writeName("by");
    MessageWriter.user(json, write.by());
    json.writeStringProperty("client", write.client().value());
    write.n().ifPresent(n -> json.writeNumberProperty("n", n));
    json.writeNumberProperty("seq", write.seq().value());
    json.writeNumberProperty("at", write.at().toEpochMilli());
    json.writeEndObject();
  }

  private static void progress(JsonGenerator json, ClientId client, ClientProgress progress) {
    json.writeObjectPropertyStart(client.value());
    json.writeStringProperty("owner", progress.owner().value());
    json.writeNumberProperty("highest", progress.highest());
    // As text: a number with the 64th bit set would be taken for a negative one.
    json.writeStringProperty("below", Long.toHexString(progress.below()));
    json.writeNumberProperty("lastSeq", progress.lastSeq().value());
    json.writeEndObject();
  }

  private static Map<String, LastWrite> writes(Fields fields) throws MalformedException {
    Map<String, LastWrite> writes = new LinkedHashMap<>();
    for (String param : fields.members().keySet()) {
      Fields write = fields.object(param);
      writes.put(
          param,
          new LastWrite(
              EventCodec.user(write.object("by")),
              new ClientId(write.string("client")),
              write.optionalCount("n"),
              new Seq(write.count("seq")),
              Instant.ofEpochMilli(write.count("at"))));
    }
    return Collections.unmodifiableMap(writes);
  }

  private static Map<UserId, User> members(Fields fields) throws MalformedException {
    Map<UserId, User> members = new LinkedHashMap<>();
    for (String id : fields.members().keySet()) {
      members.put(new UserId(id), EventCodec.user(fields.object(id)));
    }
    return Collections.unmodifiableMap(members);
  }

  private static Map<ClientId, ClientProgress> clients(Fields fields) throws MalformedException {
    Map<ClientId, ClientProgress> clients = new LinkedHashMap<>();
    for (String id : fields.members().keySet()) {
      Fields progress = fields.object(id);
      clients.put(
          new ClientId(id),
          new ClientProgress(
              new UserId(progress.string("owner")),
              progress.count("highest"),
              Long.parseUnsignedLong(progress.string("below"), 16),
              new Seq(progress.count("lastSeq"))));
    }
    return Collections.unmodifiableMap(clients);
  }
}
