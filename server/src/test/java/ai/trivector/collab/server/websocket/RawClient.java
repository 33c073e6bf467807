package ai.trivector.collab.server.websocket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/** A client that may do all that a client must not: it writes bytes. */
final class RawClient implements AutoCloseable {

  /** Far more than any reply takes; only a test that fails waits for it. */
  private static final int REPLY_TIMEOUT_MILLIS = 5000;

  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;
  static final int FIN = 0x80;

  /** Compressed, where that was agreed upon. */
  static final int RSV1 = 0x40;

  private static final int MIN_DEFLATED_BYTES = 64;
  private static final int DEFLATED_TAIL_BYTES = 4;

  private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

  /** What the server sent. */
  static final class Received {
    private final int firstByte;
    private final byte[] payload;

    Received(int firstByte, byte[] payload) {
      this.firstByte = firstByte;
      this.payload = payload;
    }

    int firstByte() {
      return firstByte;
    }

    int length() {
      return payload.length;
    }

    int opcode() {
      return firstByte & 0x0F;
    }

    boolean isCompressed() {
      return (firstByte & RSV1) != 0;
    }

    byte[] payload() {
      return payload.clone();
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  RawClient(int port) {
    this(port, 0);
  }

  /** With a receive buffer so small that whoever writes to this client notices that it is slow. */
  RawClient(int port, int receiveBufferBytes) {
    try {
      socket = new Socket();
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(REPLY_TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String upgrade(String path, String... headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList())
        + "\r\n";
  }

  RawClient connect(String path, String... headers) {
    write(upgrade(path, headers).getBytes(StandardCharsets.US_ASCII));
    String head = readHead();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError("not upgraded: " + head);
    }
    return this;
  }

  /** The response up to the empty line. */
  String readHead() {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) readByte());
    }
    return head.toString();
  }

  void skip(int bytes) {
    readBytes(bytes);
  }

  void write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A frame as it has to be. */
  static byte[] frame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
    if (payload.length <= 125) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % 4]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** A text as a client sends it that compresses each message by itself (RFC 7692, 7.2.1). */
  static byte[] compressed(byte[] utf8) {
    return frame(FIN | RSV1 | TEXT, deflated(utf8));
  }

  static byte[] deflated(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(bytes);
      byte[] out = new byte[MIN_DEFLATED_BYTES + 2 * bytes.length];
      int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(out, length - DEFLATED_TAIL_BYTES);
    }
  }

  static byte[] frame(int firstByte, String text) {
    return frame(firstByte, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] text(String text) {
    return frame(FIN | TEXT, text);
  }

  static byte[] close(int code) {
    return frame(FIN | CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  RawClient send(String text) {
    write(text(text));
    return this;
  }

  /** Whether something has come that was not read yet. */
  boolean hasMore() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Received read() {
    int first = readByte();
    int second = readByte();
    if ((second & 0x80) != 0) {
      throw new AssertionError("a server masks nothing");
    }
    int length = second;
    if (second == 126) {
      length = readByte() << 8 | readByte();
    } else if (second == 127) {
      length = Math.toIntExact(readLong());
    }
    return new Received(first, readBytes(length));
  }

  /** The next text, past pings. */
  String readText() {
    Received received = read();
    while (received.opcode() == PING) {
      received = read();
    }
    if (received.firstByte() != (FIN | TEXT)) {
      throw new AssertionError("not text: %x %s".formatted(received.firstByte(), received.text()));
    }
    return received.text();
  }

  /** The code of the next close frame, past all else. */
  int readCloseCode() {
    Received received = read();
    while (received.opcode() != CLOSE) {
      received = read();
    }
    return received.closeCode();
  }

  /** All that comes before the server closes the connection. */
  List<Received> readToEnd() {
    List<Received> all = new ArrayList<>();
    try {
      while (true) {
        all.add(read());
      }
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
        return all;
      }
      throw e;
    }
  }

  private int readByte() {
    try {
      return in.readUnsignedByte();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long readLong() {
    return ByteBuffer.wrap(readBytes(8)).getLong();
  }

  private byte[] readBytes(int length) {
    try {
      InputStream from = in;
      byte[] bytes = from.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
  }

  /** Ends its own side of the TCP connection, without a word. */
  void finish() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection without a word; by a reset, if there is something unread. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
