package ai.trivector.collab.bench.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** What is done to the server, and the codes with which it may close the connection. */
enum Attack {
  COMPRESSION_BOMB("a frame of 16 KB that would inflate to 16 MB", 1009) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade(Wire.COMPRESSION).frame(Wire.FIN | Wire.COMPRESSED | Wire.TEXT, Wire.BOMB);
    }
  },
  NOT_AGREED("compressed frames that nobody agreed to", 1002) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade().frame(Wire.FIN | Wire.COMPRESSED | Wire.TEXT, Wire.BOMB);
    }
  },
  NOT_DEFLATE("compressed frames that are noise", 1007) {
    @Override
    void on(Wire wire) throws IOException {
      byte[] noise = new byte[Wire.MAX_PAYLOAD];
      Arrays.fill(noise, (byte) 0xFF);
      wire.upgrade(Wire.COMPRESSION).frame(Wire.FIN | Wire.COMPRESSED | Wire.TEXT, noise);
    }
  },
  CRUMBS("thousands of empty fragments", 1008) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade().frame(Wire.TEXT, new byte[0]);
      for (int i = 0; i < MANY; i++) {
        wire.frame(Wire.CONTINUATION, new byte[0]);
      }
    }
  },
  ENDLESS("a message that never ends", 1008) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade().frame(Wire.TEXT, new byte[1]);
      wire.drip(new byte[] {0, (byte) 0x80, 0, 0, 0, 0});
    }
  },
  NOT_UTF8("text that is no UTF-8, over two fragments", 1007) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade().frame(Wire.TEXT, new byte[] {(byte) 0xC3});
      wire.frame(Wire.FIN, new byte[] {0x28});
    }
  },
  OVERSIZE("a frame of 4 GB, by its header", 1009) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade().write(new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 1, 0, 0, 0, 0});
      wire.drip(new byte[Wire.MAX_PAYLOAD]);
    }
  },
  PING_FLOOD("pings without end", 4429) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade();
      for (int i = 0; i < MANY; i++) {
        wire.frame(Wire.FIN | Wire.PING, new byte[8]);
      }
    }
  },
  MESSAGE_FLOOD("valid messages without end", 4429) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade().text("{\"type\":\"auth\",\"payload\":{}}");
      for (int i = 0; i < MANY; i++) {
        wire.text("{\"type\":\"ping\"}");
      }
    }
  },
  STALL("an upgrade, and then nothing", 4401) {
    @Override
    void on(Wire wire) throws IOException {
      wire.upgrade();
    }
  },
  SILENCE("a connection on which nothing is said", Wire.ENDED) {
    @Override
    void on(Wire wire) {}
  },
  SLOW_HEADERS("a head of which a byte comes now and then", 408) {
    @Override
    void on(Wire wire) throws IOException {
      wire.write(Wire.ascii("GET / HTTP/1.1\r\nX: "));
      wire.drip(Wire.ascii("x"));
    }
  },
  SLOW_BODY("a body of which a byte comes now and then", 408) {
    @Override
    void on(Wire wire) throws IOException {
      wire.write(
          Wire.ascii(
              "POST /api/v1/sessions HTTP/1.1\r\nHost: test\r\nContent-Length: 10000\r\n\r\n"));
      wire.drip(Wire.ascii("x"));
    }
  },
  HUGE_HEADERS("a head without end", 431) {
    @Override
    void on(Wire wire) throws IOException {
      wire.write(Wire.ascii("GET / HTTP/1.1\r\n"));
      for (int i = 0; i < MANY; i++) {
        wire.write(Wire.ascii("X-Filler: nothing\r\n"));
      }
    }
  };

  /** More than any bound allows. */
  private static final int MANY = 2000;

  /** The longest that any of them may last: the time for a request or for auth, and to say so. */
  static final Duration LONGEST = Duration.ofSeconds(13);

  final String description;

  /** The close code, the status, or what {@link Wire} has for one that was just ended. */
  private final int expected;

  Attack(String description, int expected) {
    this.description = description;
    this.expected = expected;
  }

  /**
   * Whether this is how it has to end. A reset says nothing, and who goes on writing has to expect
   * it; but most have to have been told.
   */
  boolean endsWell(Map<Integer, Integer> ends) {
    int all = ends.values().stream().mapToInt(Integer::intValue).sum();
    int told = ends.getOrDefault(expected, 0);
    return told + ends.getOrDefault(Wire.RESET, 0) == all && 2 * told > all;
  }

  /** Does it once; the end of the connection may come at any time. */
  abstract void on(Wire wire) throws IOException;
}
