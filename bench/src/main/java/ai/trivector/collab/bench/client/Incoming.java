package ai.trivector.collab.bench.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * One message from the server, or one event of its log, as far as a client looks at it. Read in one
 * pass and used again for the next one, since there may be a hundred thousand a second.
 */
public final class Incoming {

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(TokenStreamFactory.Feature.CHARSET_DETECTION).build();

  /** Where a stored event has what the wire has in its payload. */
  private static final String PAYLOAD = "payload";

  private static final long NONE = -1;

  String type = "";
  long seq;
  long payloadSeq;
  long theirSeq;
  long n;
  double theirValue;
  boolean resumed;
  private boolean settles;
  String clientId = "";
  String epoch = "";
  String reason = "";
  String code = "";
  String param = "";
  private final double[] params = Params.none();
  private @Nullable String timestamp;
  private long digest;

  /** Reads a frame of the wire. */
  public void readFrame(byte[] utf8, int length) {
    clear();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), utf8, 0, length)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "type" -> type = json.getString();
          case "seq" -> seq = json.getLongValue();
          case "timestamp" -> timestamp = json.getString();
          case PAYLOAD -> object(json, PAYLOAD);
          default -> json.skipChildren();
        }
      }
    }
  }

  /** Reads an event of the log, which says the same in its own form. */
  public void readStored(long storedSeq, String at, String body) {
    clear();
    seq = storedSeq;
    timestamp = at;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      json.nextToken();
      object(json, PAYLOAD);
    }
  }

  public long seq() {
    return seq;
  }

  /** True where it changes parameters. */
  public boolean isChange() {
    return type.equals("param:broadcast");
  }

  /** True where it is somebody's answer to a conflict. */
  public boolean settles() {
    return settles;
  }

  public String clientId() {
    return clientId;
  }

  /** Its author's number of it, or -1 for none. */
  public long n() {
    return n;
  }

  /** By the parameter's place in {@link Params#NAMES}; NaN where it says nothing of it. */
  public double param(int index) {
    return params[index];
  }

  double[] copyOfParams() {
    return params.clone();
  }

  /** A number for all that it says: for the same event the same, on the wire and in the log. */
  public long digest() {
    return digest + mix(type.hashCode()) + (timestamp == null ? 0 : mix(timestamp.hashCode()));
  }

  private void clear() {
    type = "";
    seq = NONE;
    payloadSeq = NONE;
    theirSeq = NONE;
    n = NONE;
    theirValue = Double.NaN;
    resumed = false;
    settles = false;
    clientId = "";
    epoch = "";
    reason = "";
    code = "";
    param = "";
    Arrays.fill(params, Double.NaN);
    timestamp = null;
    digest = 0;
  }

  private void object(JsonParser json, String inside) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      switch (json.nextToken()) {
        case START_OBJECT -> {
          settles |= name.equals("resolution");
          object(json, name);
        }
        case START_ARRAY -> json.skipChildren();
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json, inside, name);
        case VALUE_STRING -> text(json.getString(), inside, name);
        case VALUE_TRUE -> resumed |= name.equals("resumed");
        default -> {}
      }
    }
  }

  private void number(JsonParser json, String inside, String name) {
    double value = json.getDoubleValue();
    digest += mix(Double.doubleToLongBits(value) ^ place(inside, name));
    switch (inside) {
      case "params" -> {
        int index = Params.NAMES.indexOf(name);
        if (index >= 0) {
          params[index] = value;
        }
      }
      case PAYLOAD -> {
        switch (name) {
          case "n" -> n = (long) value;
          case "seq" -> payloadSeq = (long) value;
          case "theirSeq" -> theirSeq = (long) value;
          case "theirValue" -> theirValue = value;
          default -> {}
        }
      }
      case "currentState" -> payloadSeq = name.equals("seq") ? (long) value : payloadSeq;
      default -> {}
    }
  }

  private void text(String value, String inside, String name) {
    if (!inside.equals(PAYLOAD)) {
      digest += mix(value.hashCode() ^ place(inside, name));
      return;
    }
    switch (name) {
      case "type" -> {
        // Only a stored event has it here.
        type = value;
        return;
      }
      case "clientId" -> clientId = value;
      case "epoch" -> epoch = value;
      case "reason" -> reason = value;
      case "code" -> code = value;
      case "param" -> param = value;
      default -> {}
    }
    digest += mix(value.hashCode() ^ place(inside, name));
  }

  private static long place(String inside, String name) {
    return ((long) inside.hashCode() << 32) ^ (name.hashCode() * 0x9e3779b97f4a7c15L);
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3: each bit depends on every bit. */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public String toString() {
    return "%s seq=%d client=%s n=%d params=%s"
        .formatted(type, seq, clientId, n, Arrays.toString(params));
  }
}
