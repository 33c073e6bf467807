package ai.trivector.collab.server.observe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers whoever asks for the metrics, on a thread of its own: the JVM, the disk and the text take
 * milliseconds that no event loop has. The first time takes some hundred, to load all that; so it
 * is done when somebody asks, and not when the server starts. Any thread.
 */
public final class Scrapes implements AutoCloseable {

  private final Consumer<Metrics> instruments;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("metrics").factory());

  /** That thread's. */
  private @Nullable Metrics metrics;

  private @Nullable CompletableFuture<String> underWay;

  /**
   * @param instruments names what is to be told
   */
  public Scrapes(Consumer<Metrics> instruments) {
    this.instruments = instruments;
  }

  /** Everything as of now. Who asks while somebody is being answered is given the same answer. */
  public synchronized CompletionStage<String> scrape() {
    CompletableFuture<String> asked = underWay;
    if (asked == null || asked.isDone()) {
      asked = CompletableFuture.supplyAsync(this::read, thread);
      underWay = asked;
    }
    return asked.copy();
  }

  private String read() {
    Metrics ready = metrics;
    if (ready == null) {
      ready = new Metrics();
      instruments.accept(ready);
      metrics = ready;
    }
    return ready.scrape();
  }

  @Override
  public void close() {
    thread.execute(() -> {
      if (metrics != null) {
        metrics.close();
      }
    });
    thread.shutdown();
  }
}
