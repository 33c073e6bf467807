package ai.trivector.collab.bench.load;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * What members send, and how it is known again when it comes. Both sides of a message are as long
 * for every server: those that pass on what came are sent what the product would make of it.
 */
public enum Traffic {

  /** Parameters that change. Its sender is told as well. */
  UPDATES {
    @Override
    String toProduct(int sender, int slot, long n) {
      return "{\"type\":\"param:update\",\"n\":%d,\"payload\":{%s}}".formatted(n, param(slot, n));
    }

    @Override
    String broadcast(int sender, int slot, long n) {
      return ("{\"type\":\"param:broadcast\",\"seq\":%d,\"timestamp\":\"2026-01-15T09:30:01.005Z\","
              + "\"payload\":{\"userId\":\"%s\",\"params\":{%s},\"clientId\":\"%s\",\"n\":%d}}")
          .formatted(n, USER, param(slot, n), client(sender), n);
    }

    @Override
    long stamp(ByteBuf text, int from, int to) {
      int at = lastDigit(text, from, to);
      int first = at;
      while (first > from && isDigit(text.getByte(first))) {
        first--;
      }
      int sender = first - N.length() - SENDER_DIGITS;
      if (first == at || sender <= from || text.getByte(sender) != 'c') {
        return NONE;
      }
      return stamp(
          number(text, sender + 1, sender + 1 + SENDER_DIGITS), number(text, first + 1, at + 1));
    }

    @Override
    public boolean echoes() {
      return true;
    }
  },

  /** A control in somebody's hand: who holds it is not told, and its last value is enough. */
  PRESENCE {
    @Override
    String toProduct(int sender, int slot, long n) {
      return "{\"type\":\"presence:update\",\"payload\":" + held(sender, n) + "}";
    }

    @Override
    String broadcast(int sender, int slot, long n) {
      return "{\"type\":\"presence:broadcast\",\"payload\":{\"clientId\":\"%s\",\"userId\":\"%s\",\"presence\":%s}}"
          .formatted(client(sender), USER, held(sender, n));
    }

    @Override
    long stamp(ByteBuf text, int from, int to) {
      int last = lastDigit(text, from, to);
      int n = last - N_DIGITS;
      int sender = n - SENDER_DIGITS;
      if (sender <= from || text.getByte(last) != '1' || text.getByte(sender - 1) != '6') {
        return NONE;
      }
      return stamp(number(text, sender, n), number(text, n, last));
    }

    @Override
    public boolean echoes() {
      return false;
    }
  };

  /** What has no stamp: it is no member's message. */
  static final long NONE = -1;

  private static final int SENDER_DIGITS = 6;
  private static final int N_DIGITS = 6;
  private static final int N_BITS = 40;
  private static final long N_MASK = (1L << N_BITS) - 1;

  /** Between a sender and its number. */
  private static final String N = "\",\"n\":";

  /** As long as those that the product gives. */
  private static final String USER = "user-0123456789abcdefghij";

  /**
   * Numbers that have four digits behind the first ones, of which the last is not zero: each is
   * written as it was read, and another one than that before it.
   */
  private static final List<String> PARAMS =
      List.of("\"mu\":0.5%02d1", "\"omega\":0.8%02d1", "\"kappa\":0.02%02d1");

  /** What the client says to the product. */
  abstract String toProduct(int sender, int slot, long n);

  /** What comes of it, as long as what the product sends. */
  abstract String broadcast(int sender, int slot, long n);

  /** Whose message it is and which, or {@link #NONE}. Looked for from its end. */
  abstract long stamp(ByteBuf text, int from, int to);

  /** Whether its sender is told as well. */
  public abstract boolean echoes();

  static String client(int sender) {
    return "c%06d".formatted(sender);
  }

  static long stamp(long sender, long n) {
    return (sender << N_BITS) | n;
  }

  static int sender(long stamp) {
    return (int) (stamp >>> N_BITS);
  }

  static long n(long stamp) {
    return stamp & N_MASK;
  }

  private static String param(int slot, long n) {
    return PARAMS.get(slot).formatted(n % 100);
  }

  /** The sender and the number are the value's digits: presence has no other place for them. */
  private static String held(int sender, long n) {
    return "{\"holding\":{\"param\":\"mu\",\"value\":0.6%06d%06d1}}".formatted(sender, n);
  }

  /** Past the brackets that close the message. */
  private static int lastDigit(ByteBuf text, int from, int to) {
    int at = to - 1;
    while (at > from && (text.getByte(at) == '}' || text.getByte(at) == ']')) {
      at--;
    }
    return at;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static long number(ByteBuf text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.getByte(i) - '0';
    }
    return number;
  }
}
