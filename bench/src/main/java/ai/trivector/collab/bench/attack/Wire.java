package ai.trivector.collab.bench.attack;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.Deflater;

/**
 * One attacker's connection: it writes whatever bytes, while a thread of its own reads what the
 * server says. Of one virtual thread.
 */
final class Wire implements AutoCloseable {

  static final int CONTINUATION = 0;
  static final int TEXT = 0x1;
  static final int PING = 0x9;
  static final int FIN = 0x80;
  static final int COMPRESSED = 0x40;
  static final int MAX_PAYLOAD = 16 * 1024;

  static final String COMPRESSION = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

  /** As much as goes into a frame of a thousand times as many zeros. */
  static final byte[] BOMB = bomb();

  /** How it ended, where neither a close frame nor an HTTP status said so. */
  static final int ENDED = 0;

  static final int RESET = -1;
  static final int STILL_OPEN = -2;

  private static final int CLOSE = 0x8;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int SWITCHING = 101;
  private static final Duration DRIP = Duration.ofMillis(500);

  private final Socket socket;
  private final OutputStream out;
  private final String session;
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  Wire(int port, String session) throws IOException {
    this.session = session;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    Thread.startVirtualThread(this::read);
  }

  Wire upgrade() throws IOException {
    return upgrade("");
  }

  /**
   * @param headers more of them, each with the end of its line
   */
  Wire upgrade(String headers) throws IOException {
    write(
        ascii(
            """
            GET /api/v1/session/connect/%s HTTP/1.1\r
            Host: test\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            %s\r
            """
                .formatted(session, headers)));
    return this;
  }

  Wire text(String text) throws IOException {
    return frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A frame that is masked, with a mask that changes nothing. */
  Wire frame(int firstByte, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) firstByte);
    if (payload.length < LENGTH_IN_16_BITS) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | LENGTH_IN_16_BITS)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload);
    out.write(frame.array(), 0, frame.position());
    return this;
  }

  Wire write(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  /** Writes these again and again, until the server has had enough. */
  void drip(byte[] bytes) throws IOException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < Attack.LONGEST.toNanos() && awaitEnd(DRIP) == STILL_OPEN) {
      write(bytes);
    }
  }

  /** The code that the server closed with, the status of its answer, or one of the above. */
  int awaitEnd(Duration timeout) {
    try {
      return end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return STILL_OPEN;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STILL_OPEN;
    }
  }

  private void read() {
    int said = ENDED;
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int first = in.read();
      if (first >= 0) {
        said = status(in);
        if (said == SWITCHING) {
          said = closeCode(in);
        }
      }
    } catch (IOException _) {
      said = said == ENDED ? RESET : said;
    }
    end.complete(said);
  }

  /** Of a response whose first byte was read; reads to the end of its head. */
  private static int status(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return Integer.parseInt(head.substring(8, 11));
  }

  /** Of the first close frame, past all else. */
  private static int closeCode(DataInputStream in) throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0x0F;
      int length = in.readUnsignedByte();
      if (length == LENGTH_IN_16_BITS) {
        length = in.readUnsignedShort();
      } else if (length == LENGTH_IN_64_BITS) {
        length = Math.toIntExact(in.readLong());
      }
      byte[] payload = in.readNBytes(length);
      if (opcode == CLOSE && payload.length >= 2) {
        return Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
      }
    }
  }

  private static byte[] bomb() {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(new byte[1024 * MAX_PAYLOAD]);
      byte[] bytes = new byte[MAX_PAYLOAD];
      return Arrays.copyOf(bytes, deflater.deflate(bytes));
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
