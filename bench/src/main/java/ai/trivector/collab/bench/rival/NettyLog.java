package ai.trivector.collab.bench.rival;

import ai.trivector.collab.server.store.sqlite.SqliteEventStore;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The least that a durable log costs: what is to be told is written behind each other into one file
 * that is as long as it will ever be, and is on the disk before anybody is told. It gathers for as
 * long as the product does. Nobody could read it again: it has no sums, no index and no end.
 */
final class NettyLog {

  /** What is on the disk now. */
  @FunctionalInterface
  interface Sink {
    void accept(List<Entry> entries);
  }

  /** A frame that waits to be told to a room. */
  record Entry(String path, ByteBuf frame) {}

  private static final int FILE_BYTES = 64 * 1024 * 1024;
  private static final int MAX_BATCH_BYTES = 1024 * 1024;
  private static final Duration PACE = SqliteEventStore.PACE;

  private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
  private final FileChannel file;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_BATCH_BYTES);
  private final Thread thread = new Thread(this::serve, "log-writer");
  private final EventLoop loop;
  private final Sink durable;
  private long position;

  /**
   * Starts the thread.
   *
   * @param durable is told on {@code loop} of what is durable
   */
  NettyLog(Path path, EventLoop loop, Sink durable) throws IOException {
    this.loop = loop;
    this.durable = durable;
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    while (file.position() < FILE_BYTES) {
      file.write(bytes.clear());
    }
    file.force(true);
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes over the frame. */
  void append(Entry entry) {
    waiting.add(entry);
  }

  private void serve() {
    long begunNanos = System.nanoTime();
    try {
      while (true) {
        long wait = begunNanos + PACE.toNanos() - System.nanoTime();
        while (wait > 0) {
          LockSupport.parkNanos(wait);
          wait = begunNanos + PACE.toNanos() - System.nanoTime();
        }
        List<Entry> batch = new ArrayList<>(List.of(waiting.take()));
        begunNanos = System.nanoTime();
        waiting.drainTo(batch);
        write(batch);
        loop.execute(() -> durable.accept(batch));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Entry> batch) throws IOException {
    bytes.clear();
    for (Entry entry : batch) {
      if (bytes.remaining() < entry.frame().readableBytes()) {
        writeOut();
      }
      entry.frame().getBytes(entry.frame().readerIndex(), slice(entry.frame().readableBytes()));
    }
    writeOut();
    file.force(false);
  }

  private ByteBuffer slice(int length) {
    ByteBuffer slice = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return slice;
  }

  private void writeOut() throws IOException {
    bytes.flip();
    if (position + bytes.remaining() > FILE_BYTES) {
      position = 0;
    }
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
    bytes.clear();
  }
}
