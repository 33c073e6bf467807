package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of a message together, within bounds. That fragments come in a legal order and
 * are UTF-8 has been checked before. On its event loop only.
 */
final class MessageAssembler {

  /** What a frame brought. */
  sealed interface Progress {

    /** No record: as an array it is compared with nothing. */
    final class Complete implements Progress {
      private final byte[] utf8;

      Complete(byte[] utf8) {
        this.utf8 = utf8;
      }

      byte[] utf8() {
        return utf8;
      }
    }

    /** A message of bytes, of which the protocol has none. */
    record Binary() implements Progress {}

    record Incomplete() implements Progress {}

    record TooBig() implements Progress {}

    record TooManyFragments() implements Progress {}
  }

  /** A message of which not all has come. */
  private static final class Parts {
    final boolean text;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int fragments;

    Parts(boolean text) {
      this.text = text;
    }
  }

  /** Most messages are one frame, so most connections never have this. */
  private @Nullable Parts parts;

  /** Takes in a data frame, which stays the caller's. */
  Progress add(WebSocketFrame frame) {
    if (parts == null) {
      boolean text = frame instanceof TextWebSocketFrame;
      if (frame.isFinalFragment()) {
        return text
            ? new Progress.Complete(ByteBufUtil.getBytes(frame.content()))
            : new Progress.Binary();
      }
      parts = new Parts(text);
    }
    return addTo(parts, frame);
  }

  private Progress addTo(Parts open, WebSocketFrame frame) {
    ByteBuf content = frame.content();
    open.fragments++;
    if (open.fragments > Limits.MAX_FRAGMENTS) {
      parts = null;
      return new Progress.TooManyFragments();
    }
    if (open.bytes.size() + content.readableBytes() > Limits.MAX_MESSAGE_BYTES) {
      parts = null;
      return new Progress.TooBig();
    }
    append(content, open.bytes);
    if (!frame.isFinalFragment()) {
      return new Progress.Incomplete();
    }
    parts = null;
    return open.text ? new Progress.Complete(open.bytes.toByteArray()) : new Progress.Binary();
  }

  /** Whether a message has begun and not ended. */
  boolean isOpen() {
    return parts != null;
  }

  private static void append(ByteBuf content, ByteArrayOutputStream bytes) {
    try {
      content.readBytes(bytes, content.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
  }
}
