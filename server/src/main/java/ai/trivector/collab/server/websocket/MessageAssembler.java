package ai.trivector.collab.server.websocket;

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
      private final boolean text;
      private final byte[] payload;

      Complete(boolean text, byte[] payload) {
        this.text = text;
        this.payload = payload;
      }

      /** Whether it is text, in UTF-8, or else bytes. */
      boolean isText() {
        return text;
      }

      byte[] payload() {
        return payload;
      }
    }

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

  private final MessageBounds bounds;

  /** Most messages are one frame, so most connections never have this. */
  private @Nullable Parts parts;

  MessageAssembler(MessageBounds bounds) {
    this.bounds = bounds;
  }

  /** Takes in a data frame, which stays the caller's. */
  Progress add(WebSocketFrame frame) {
    if (parts == null) {
      boolean text = frame instanceof TextWebSocketFrame;
      if (frame.isFinalFragment()) {
        return new Progress.Complete(text, ByteBufUtil.getBytes(frame.content()));
      }
      parts = new Parts(text);
    }
    return addTo(parts, frame);
  }

  private Progress addTo(Parts open, WebSocketFrame frame) {
    ByteBuf content = frame.content();
    open.fragments++;
    if (open.fragments > bounds.maxFragments()) {
      parts = null;
      return new Progress.TooManyFragments();
    }
    if (content.readableBytes() > bounds.maxBytes() - open.bytes.size()) {
      parts = null;
      return new Progress.TooBig();
    }
    append(content, open.bytes);
    if (!frame.isFinalFragment()) {
      return new Progress.Incomplete();
    }
    parts = null;
    return new Progress.Complete(open.text, open.bytes.toByteArray());
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
