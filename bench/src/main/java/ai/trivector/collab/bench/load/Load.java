package ai.trivector.collab.bench.load;

import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.process.CoreTime;
import ai.trivector.collab.bench.process.CpuTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All members of all rooms of one server, and what is measured on them. Its public methods may be
 * called from one thread, and wait; all else is on the loop.
 */
public final class Load implements Member.Listener, AutoCloseable {

  /** So many connections are under way at once; a server's backlog holds more. */
  private static final int CONNECTING_AT_ONCE = 64;

  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(2);

  /** Nothing came for so long: nothing more will. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(20);
  private static final double NANOS_PER_SECOND = 1e9;

  private final LoadLoop loop;
  private final InetSocketAddress server;
  private final Dialect dialect;
  private final Traffic traffic;
  private final CpuTime serverCpu;
  private final CpuTime ownCpu = new CpuTime(ProcessHandle.current().pid());
  private final List<CoreTime> cores;

  private final List<Room> rooms = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();
  private final CompletableFuture<Boolean> connected = new CompletableFuture<>();
  private final Deliveries count = new Deliveries();
  private int begun;
  private int letIn;

  /** While it is on, a sender's next message follows its last one's coming back. */
  private boolean closedLoop;

  private @Nullable Pace pace;
  private long expected;
  private @Nullable String failure;

  /**
   * @param pid of the server's process
   * @param cores that are the server's and the load's own
   */
  public Load(
      LoadLoop loop, int port, long pid, List<CoreTime> cores, Dialect dialect, Traffic traffic) {
    this.loop = loop;
    this.dialect = dialect;
    this.traffic = traffic;
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    serverCpu = new CpuTime(pid);
    this.cores = cores;
  }

  /**
   * Fills these rooms, and waits until everybody is in.
   *
   * @param tokens of as many people as are in a room: the same in each
   */
  public void connect(List<String> names, Layout layout, List<String> tokens) {
    for (String name : names) {
      Room room = new Room(name);
      rooms.add(room);
      for (int i = 0; i < layout.size(); i++) {
        Order order = new Order(layout.senders(), count);
        Member member =
            new Member(members.size(), tokens.get(i), room, order, dialect, traffic, this);
        members.add(member);
        room.members.add(member);
        if (i < layout.senders()) {
          Sender sender = new Sender(member, dialect, traffic, i);
          room.senders.add(sender);
          senders.add(sender);
        }
      }
    }
    loop.execute(() -> {
      for (int i = 0; i < CONNECTING_AT_ONCE; i++) {
        connectNext();
      }
    });
    try {
      connected.get(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("not everybody was let in: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "%d of %d were let in".formatted(loop.call(() -> letIn), members.size()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void connectNext() {
    if (begun < members.size()) {
      Member member = members.get(begun++);
      loop.bootstrap()
          .handler(member)
          .connect(server)
          .addListener(done -> {
            if (!done.isSuccess()) {
              member.failed(done.cause());
            }
          });
    }
  }

  /**
   * Has each room's senders send at this rate, together, whether the server keeps up or not.
   *
   * @param warmUp for which nothing is measured
   */
  public Phase atRate(double perRoomPerSecond, Duration warmUp, Duration window) {
    loop.execute(() -> {
      pace = new Pace(loop, rooms, perRoomPerSecond, this::sent);
      pace.start();
    });
    return measure(warmUp, window);
  }

  /** Has each sender send as fast as what it sends comes back, so many under way. */
  public Phase saturated(int underWay, Duration warmUp, Duration window) {
    loop.execute(() -> {
      closedLoop = true;
      for (Sender sender : senders) {
        for (int i = 0; i < underWay; i++) {
          sender.send(System.nanoTime());
          sent(sender);
        }
      }
    });
    return measure(warmUp, window);
  }

  private Phase measure(Duration warmUp, Duration window) {
    LockSupport.parkNanos(warmUp.toNanos());
    Window begin = loop.call(this::beginWindow);
    LockSupport.parkNanos(window.toNanos());
    Window end = loop.call(this::endWindow);
    loop.execute(this::stopSending);
    drain();
    return loop.call(() -> phase(begin, end));
  }

  /** Where the counters stood. */
  private record Window(
      long nanos,
      long serverCpuNanos,
      long ownCpuNanos,
      long coresBusyNanos,
      long delivered,
      long bytes,
      LatencyHistogram latency) {}

  private Window beginWindow() {
    count.latency = new LatencyHistogram();
    return window();
  }

  private Window endWindow() {
    Window end = window();
    // What comes later is not of the window.
    count.latency = new LatencyHistogram();
    return end;
  }

  private Window window() {
    return new Window(
        System.nanoTime(),
        serverCpu.nanos(),
        ownCpu.nanos(),
        cores.stream().mapToLong(CoreTime::busyNanos).sum(),
        count.delivered,
        count.bytes,
        count.latency);
  }

  private void stopSending() {
    closedLoop = false;
    if (pace != null) {
      pace.stop();
    }
  }

  /** Waits for what is under way, as long as anything comes. */
  private void drain() {
    long seen = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < QUIET.toNanos()) {
      long now = loop.call(() -> count.delivered);
      if (now >= expected) {
        return;
      }
      if (now != seen) {
        seen = now;
        since = System.nanoTime();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private Phase phase(Window begin, Window end) {
    for (Room room : rooms) {
      for (int slot = 0; slot < room.senders.size(); slot++) {
        Sender sender = room.senders.get(slot);
        for (Member member : room.members) {
          if (traffic.echoes() || member != sender.member) {
            member.order.complete(slot, sender.sent);
          }
        }
      }
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    long deliveries = end.delivered() - begin.delivered();
    double serverCpuSeconds = (end.serverCpuNanos() - begin.serverCpuNanos()) / NANOS_PER_SECOND;
    double ownCpuSeconds = (end.ownCpuNanos() - begin.ownCpuNanos()) / NANOS_PER_SECOND;
    double busySeconds = (end.coresBusyNanos() - begin.coresBusyNanos()) / NANOS_PER_SECOND;
    Phase phase =
        new Phase(
            (end.nanos() - begin.nanos()) / NANOS_PER_SECOND,
            serverCpuSeconds,
            ownCpuSeconds,
            Math.max(0, busySeconds - serverCpuSeconds - ownCpuSeconds),
            deliveries,
            (double) (end.bytes() - begin.bytes()) / Math.max(1, deliveries),
            end.latency(),
            count.missing,
            count.duplicated,
            count.reordered,
            count.refused);
    // Each phase tells of its own.
    expected = count.delivered;
    count.missing = 0;
    count.duplicated = 0;
    count.reordered = 0;
    count.refused = 0;
    return phase;
  }

  private void sent(Sender sender) {
    expected += sender.member.room.members.size() - (traffic.echoes() ? 0 : 1);
  }

  @Override
  public void letIn(Member member) {
    letIn++;
    if (letIn == members.size()) {
      connected.complete(true);
    } else {
      connectNext();
    }
  }

  @Override
  public void message(Member member, long stamp, int bytes) {
    int slot = Traffic.sender(stamp) - member.room.members.getFirst().id();
    long n = Traffic.n(stamp);
    Sender sender = member.room.senders.get(slot);
    count.bytes += bytes;
    member.order.came(slot, n);
    count.latency.record(System.nanoTime() - sender.dueNanos(n));
    if (closedLoop && member == sender.member) {
      sender.send(System.nanoTime());
      sent(sender);
    }
  }

  @Override
  public void refused(Member member, String what) {
    count.refused++;
  }

  @Override
  public void ended(Member member, String why) {
    failure = "a connection ended that should not: " + why;
    connected.completeExceptionally(new IllegalStateException(failure));
  }

  /** Cuts all connections. */
  @Override
  public void close() {
    var _ =
        loop.call(() -> {
          stopSending();
          members.forEach(Member::close);
          return true;
        });
  }
}
