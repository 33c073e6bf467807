package ai.trivector.collab.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How one has to speak to a server to be let into a room, and to have something sent to it. */
public enum Dialect {

  /** The product's protocol, and its own names for rooms. */
  PRODUCT {
    @Override
    String path(String room, boolean echo) {
      return "/api/v1/session/connect/" + room;
    }

    @Override
    @Nullable String greeting(int member, String token) {
      return "{\"type\":\"auth\",\"payload\":{\"token\":\"%s\",\"clientId\":\"%s\"}}"
          .formatted(token, Traffic.client(member));
    }

    @Override
    boolean isWelcome(ByteBuf text, int from, int to) {
      return starts(text, from, to, AUTH_SUCCESS);
    }

    @Override
    String message(Traffic traffic, int sender, int slot, long n) {
      return traffic.toProduct(sender, slot, n);
    }

    @Override
    boolean isRefusal(ByteBuf text, int from, int to) {
      return starts(text, from, to, ERROR)
          || starts(text, from, to, CONFLICT)
          || starts(text, from, to, STATE);
    }
  },

  /** The room is in the path, and whoever is connected is in it. */
  PLAIN {
    @Override
    String path(String room, boolean echo) {
      return (echo ? "/all/" : "/others/") + room;
    }

    @Override
    boolean isLetInAtOnce() {
      return true;
    }

    @Override
    String message(Traffic traffic, int sender, int slot, long n) {
      return traffic.broadcast(sender, slot, n);
    }
  },

  /**
   * Socket.IO's packets (version 5 of its protocol) in those of Engine.IO (version 4), of which the
   * first characters are the types: 0 open, 2 ping, 3 pong, 40 connect, 42 event.
   */
  SOCKET_IO {
    @Override
    String path(String room, boolean echo) {
      return "/socket.io/?EIO=4&transport=websocket&room=%s&echo=%s".formatted(room, echo);
    }

    @Override
    boolean isWelcome(ByteBuf text, int from, int to) {
      return starts(text, from, to, CONNECTED);
    }

    @Override
    @Nullable String answer(ByteBuf text, int from, int to) {
      return switch (from < to ? text.getByte(from) : 0) {
        case '0' -> "40";
        case '2' -> "3";
        default -> null;
      };
    }

    @Override
    String message(Traffic traffic, int sender, int slot, long n) {
      return "42[\"message\"," + traffic.broadcast(sender, slot, n) + "]";
    }
  };

  private static final byte[] AUTH_SUCCESS = ascii("{\"type\":\"auth:success\"");
  private static final byte[] ERROR = ascii("{\"type\":\"error\"");
  private static final byte[] CONFLICT = ascii("{\"type\":\"conflict:detected\"");
  private static final byte[] STATE = ascii("{\"type\":\"session:state\"");
  private static final byte[] CONNECTED = ascii("40");

  /** Where to connect to. */
  abstract String path(String room, boolean echo);

  /** What a client says first; null if it waits, or is let in at once. */
  @Nullable String greeting(int member, String token) {
    return null;
  }

  /** Whether who has connected is in the room, without a word. */
  boolean isLetInAtOnce() {
    return false;
  }

  /** Whether this lets the client in. */
  boolean isWelcome(ByteBuf text, int from, int to) {
    return false;
  }

  /** What has to be said to this; null if nothing. */
  @Nullable String answer(ByteBuf text, int from, int to) {
    return null;
  }

  /** Whether this says that something was not done that should have been. */
  boolean isRefusal(ByteBuf text, int from, int to) {
    return false;
  }

  /** What a client says to have its message sent to the room. */
  abstract String message(Traffic traffic, int sender, int slot, long n);

  private static boolean starts(ByteBuf text, int from, int to, byte[] with) {
    if (to - from < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (text.getByte(from + i) != with[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
