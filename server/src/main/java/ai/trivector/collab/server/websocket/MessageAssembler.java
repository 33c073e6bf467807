package ai.trivector.collab.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of a message together, and inflates it if it is compressed, within bounds.
 * That fragments come in a legal order and plain ones are UTF-8 has been checked before. On its
 * event loop only.
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

    /** It is compressed, and is not what it says it is. */
    record Invalid(String reason) implements Progress {}
  }

  /** A message of which not all has come. */
  private static final class Parts {
    final boolean text;
    final boolean compressed;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int fragments;

    Parts(boolean text, boolean compressed) {
      this.text = text;
      this.compressed = compressed;
    }
  }

  private final MessageBounds bounds;
  private final Inflation inflation;

  /** Most messages are one frame, so most connections never have this. */
  private @Nullable Parts parts;

  MessageAssembler(MessageBounds bounds, Inflation inflation) {
    this.bounds = bounds;
    this.inflation = inflation;
  }

  /** Takes in a data frame, which stays the caller's. */
  Progress add(WebSocketFrame frame) {
    if (parts == null) {
      boolean text = frame instanceof TextWebSocketFrame;
      boolean compressed = FrameDecoder.isCompressed(frame);
      if (frame.isFinalFragment()) {
        return compressed
            ? inflate(text, frame.content().nioBuffer())
            : new Progress.Complete(text, ByteBufUtil.getBytes(frame.content()));
      }
      parts = new Parts(text, compressed);
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
    byte[] bytes = open.bytes.toByteArray();
    return open.compressed
        ? inflate(open.text, ByteBuffer.wrap(bytes))
        : new Progress.Complete(open.text, bytes);
  }

  private Progress inflate(boolean text, ByteBuffer message) {
    return switch (inflation.inflate(message)) {
      case Inflation.Inflated.TooBig _ -> new Progress.TooBig();
      case Inflation.Inflated.Corrupt _ -> new Progress.Invalid("compressed data that is none");
      case Inflation.Inflated.Whole whole ->
          text && !isUtf8(whole.bytes())
              ? new Progress.Invalid("a text that is not UTF-8")
              : new Progress.Complete(text, whole.bytes());
    };
  }

  private static boolean isUtf8(byte[] bytes) {
    return ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8);
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
