package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What goes over the wire, read and written without any code of the product. */
final class Wire {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int FIN_AND_TEXT = 0x81;
  private static final int FIN_AND_CLOSE = 0x88;

  /** A close frame's header, and its code. */
  static final int CLOSE_BYTES = 4;

  private Wire() {}

  static ObjectNode message(String type) {
    return MAPPER.createObjectNode().put("type", type);
  }

  static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /** The texts of what has to be whole unmasked text frames and nothing else. */
  static List<String> texts(ByteBuf frames) {
    ByteBuf bytes = frames.slice();
    List<String> texts = new ArrayList<>(1);
    while (bytes.isReadable()) {
      texts.add(text(bytes));
    }
    return texts;
  }

  private static String text(ByteBuf bytes) {
    Violation.unless(bytes.readUnsignedByte() == FIN_AND_TEXT, "not a final text frame");
    long length = bytes.readUnsignedByte();
    if (length == 126) {
      length = bytes.readUnsignedShort();
      Violation.unless(length > 125, "a length in 16 bits that fits 7");
    } else if (length == 127) {
      length = bytes.readLong();
      Violation.unless(length > 0xFFFF, "a length in 64 bits that fits 16");
    }
    Violation.unless(bytes.readableBytes() >= length, "a frame that is shorter than it says");
    return bytes.readCharSequence((int) length, StandardCharsets.UTF_8).toString();
  }

  static boolean isClose(ByteBuf frame) {
    return frame.getUnsignedByte(frame.readerIndex()) == FIN_AND_CLOSE;
  }

  /** A close frame without a reason. */
  static ByteBuf close(int code) {
    return Unpooled.buffer(CLOSE_BYTES).writeByte(FIN_AND_CLOSE).writeByte(2).writeShort(code);
  }

  static int closeCode(ByteBuf frame) {
    return frame.getUnsignedShort(frame.readerIndex() + 2);
  }

  static Map<String, Double> params(JsonNode object) {
    Map<String, Double> params = new LinkedHashMap<>();
    object.properties().forEach(entry -> params.put(entry.getKey(), entry.getValue().asDouble()));
    return params;
  }

  static Map<UserId, User> users(JsonNode array) {
    Map<UserId, User> users = new LinkedHashMap<>();
    for (JsonNode node : array) {
      User user = user(node);
      Violation.unless(users.put(user.id(), user) == null, "a user is listed twice: %s", array);
    }
    return users;
  }

  static User user(JsonNode node) {
    return new User(
        new UserId(node.get("id").asString()),
        node.get("name").asString(),
        node.get("color").asString());
  }
}
