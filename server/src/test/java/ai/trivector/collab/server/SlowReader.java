package ai.trivector.collab.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client of a session that reads nothing until it is told to. */
final class SlowReader implements AutoCloseable {

  /** Small, so that what is not read soon has to wait at the server. */
  private static final int RECEIVE_BUFFER_BYTES = 4096;

  private static final int FIN_AND_TEXT = 0x81;
  private static final int MASKED = 0x80;

  private final Socket socket;

  private SlowReader(Socket socket) {
    this.socket = socket;
  }

  static SlowReader join(int port, String session) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout((int) LiveServer.TIMEOUT.toMillis());
    String request =
        "GET /api/v1/session/connect/%s HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            .formatted(session);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    SlowReader reader = new SlowReader(socket);
    reader.readUntil("\r\n\r\n");
    reader.send("{\"type\":\"auth\",\"payload\":{\"name\":\"slow\"}}");
    return reader;
  }

  /** A frame of at most 125 bytes, with a mask of zeros. */
  private void send(String text) throws IOException {
    byte[] payload = text.getBytes(US_ASCII);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) FIN_AND_TEXT;
    frame[1] = (byte) (MASKED | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    socket.getOutputStream().write(frame);
  }

  /** Reads on until this word has come. */
  void readUntil(String word) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] wanted = word.getBytes(ISO_8859_1);
    int matched = 0;
    while (matched < wanted.length) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server hung up before it said " + word);
      }
      matched = next == wanted[matched] ? matched + 1 : (next == wanted[0] ? 1 : 0);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
