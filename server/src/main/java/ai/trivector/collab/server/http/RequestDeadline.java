package ai.trivector.collab.server.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request does not end in time. The first request's time runs from when
 * the connection was opened, for a client that connects has something to say; each later one's from
 * its first byte, so that a connection may be kept for another. An idle timeout in its place is
 * defeated by a byte now and then.
 *
 * <p>It stands right behind HTTP's codec, with {@link Bytes} before it, and both leave when the
 * connection is upgraded. On its connection's event loop only.
 */
final class RequestDeadline extends ChannelDuplexHandler {

  private final Duration timeout;
  private final Runnable left;

  /** Runs while a request has begun, or is the first, and has not ended. */
  private @Nullable Future<?> deadline;

  /** Whether any of the request that the deadline is for came. */
  private boolean begun;

  /** Requests that ended less responses that did. */
  private int unanswered;

  /** Whether a response has begun and not ended. */
  private boolean responding;

  /** Sees the first bytes of a head, of which the decoder can make nothing yet. */
  final class Bytes extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      begun = true;
      begin(ctx);
      ctx.fireChannelRead(message);
    }
  }

  /**
   * @param left told once, when the connection is closed or no longer plain HTTP
   */
  RequestDeadline(Duration timeout, Runnable left) {
    this.timeout = timeout;
    this.left = left;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    begin(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
    left.run();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      // The second that came in one read.
      begun = true;
      begin(ctx);
    }
    if (message instanceof LastHttpContent) {
      unanswered++;
      begun = false;
      end();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response && isInterim(response)) {
      boolean upgraded = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
      var _ = ctx.write(message, promise);
      if (upgraded) {
        ctx.pipeline().remove(Bytes.class);
        ctx.pipeline().remove(this);
      }
      return;
    }
    boolean last = message instanceof LastHttpContent;
    responding = !last && (responding || message instanceof HttpResponse);
    unanswered -= last ? 1 : 0;
    var _ = ctx.write(message, promise);
  }

  private static boolean isInterim(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void begin(ChannelHandlerContext ctx) {
    if (deadline == null) {
      deadline =
          ctx.executor().schedule(() -> expire(ctx), timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void end() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void expire(ChannelHandlerContext ctx) {
    // An answer that nobody waits for would be taken for that to another request.
    boolean awaited = begun && !responding && unanswered == 0;
    if (awaited) {
      LastWord.REQUEST_TIMEOUT.say(ctx.pipeline());
    } else {
      var _ = ctx.close();
    }
  }
}
