package ai.trivector.collab.server;

import ai.trivector.collab.server.config.Config;
import ai.trivector.collab.server.config.ConfigException;
import ai.trivector.collab.server.observe.Logging;
import ai.trivector.collab.server.store.EventStore;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The server, but for the moment at which it kills itself with SIGKILL: before, during or right
 * after its n-th append or snapshot, where nobody outside would hit it. In the server's own
 * package, for there is no other way between it and its log.
 *
 * <p>{@code -Dcrash.call=append|saveSnapshot -Dcrash.when=before|during|after -Dcrash.after=n}
 */
@NullMarked
public final class CrashingServer {

  private static final int SIGKILL = 9;

  /** A commit takes from some 50 µs to a few ms, with a disk that has to confirm it. */
  private static final int DURING_NANOS = 2_000_000;

  private final String call = System.getProperty("crash.call", "append");
  private final String when = System.getProperty("crash.when", "after");
  private final AtomicInteger left = new AtomicInteger(Integer.getInteger("crash.after", 1));
  private final MethodHandle kill;
  private final int self = Math.toIntExact(ProcessHandle.current().pid());

  @SuppressWarnings("restricted")
  private CrashingServer() {
    // Made ready now: when the moment has come there is no time for it.
    Linker linker = Linker.nativeLinker();
    kill =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("kill"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  public static void main(String[] args) throws ConfigException, StartException {
    Config config = Config.load(Path.of(""), System.getenv());
    Logging.start(config.logLevel().name(), config.logDir());
    Server server = Server.start(config, new CrashingServer()::between);
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "shutdown"));
  }

  private EventStore between(EventStore store) {
    return (EventStore)
        Proxy.newProxyInstance(
            EventStore.class.getClassLoader(),
            new Class<?>[] {EventStore.class},
            (_, method, args) -> pass(store, method, args));
  }

  private @Nullable Object pass(EventStore store, Method method, Object @Nullable [] args)
      throws Throwable {
    boolean now = method.getName().equals(call) && left.decrementAndGet() == 0;
    if (now && when.equals("before")) {
      die();
    }
    Object answer;
    try {
      answer = method.invoke(store, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (now && when.equals("during")) {
      Thread.ofPlatform().start(this::dieInAMoment);
    } else if (now && answer instanceof CompletionStage<?> stage) {
      // Durable, and nobody has been told.
      return stage.thenApply(value -> {
        die();
        return value;
      });
    }
    return answer;
  }

  private void dieInAMoment() {
    long end = System.nanoTime() + ThreadLocalRandom.current().nextInt(DURING_NANOS);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    die();
  }

  private void die() {
    try {
      var _ = (int) kill.invokeExact(self, SIGKILL);
    } catch (Throwable e) {
      throw new IllegalStateException("it lives", e);
    }
  }
}
