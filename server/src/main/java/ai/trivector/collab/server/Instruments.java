package ai.trivector.collab.server;

import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.server.config.Config;
import ai.trivector.collab.server.http.PlainConnections;
import ai.trivector.collab.server.observe.Metrics;
import ai.trivector.collab.server.runtime.LoopLag;
import ai.trivector.collab.server.runtime.RuntimeCounts;
import ai.trivector.collab.server.runtime.SessionRegistry;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.sqlite.SqliteEventStore;
import ai.trivector.collab.server.websocket.Connections;
import ai.trivector.collab.server.websocket.Departure;
import ai.trivector.collab.server.websocket.SocketCounts;
import ai.trivector.collab.session.Resolution;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Every metric of ours: its name, what it says, and where it is read. No label has more values than
 * the protocol has words: never a session, a person or an address.
 *
 * @param log the engine, for what only it can say
 * @param store the same as the sessions see it
 */
record Instruments(
    Config config,
    SessionRegistry registry,
    Connections connections,
    PlainConnections plain,
    SqliteEventStore log,
    EventStore store,
    LoopLag lag,
    String version) {

  private static final double NANOS_PER_SECOND = 1e9;

  void nameIn(Metrics metrics) {
    server(metrics);
    connections(metrics);
    ends(metrics);
    sessions(metrics);
    messages(metrics);
    slowReaders(metrics);
    appends(metrics);
    commits(metrics);
  }

  private void server(Metrics metrics) {
    String java = Runtime.version().toString();
    metrics.info(
        "collab_build", "Which version runs, and on which Java.", "version", version, "java", java);
    metrics.latency(
        "collab_event_loop_lag_seconds",
        "How late the event loops come to what is due; everybody waits for as long.",
        lag.lags());
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
      metrics.gauge(
          "collab_network_buffers_bytes",
          "Memory outside of the heap that frames are made of.",
          () -> buffers.metric().usedDirectMemory());
    }
  }

  private void connections(Metrics metrics) {
    SocketCounts sockets = connections.counts();
    String name = "collab_connections";
    String help = "WebSocket connections now, by how far each has come.";
    metrics.gauge(name, help, sockets.unauthenticated()::sum, "state", "unauthenticated");
    metrics.gauge(name, help, sockets.authenticated()::sum, "state", "authenticated");
    metrics.gauge(name, help, this::closing, "state", "closing");
    metrics.gauge(
        "collab_connections_limit",
        "WebSocket connections that there may be; MAX_CONNECTIONS.",
        config::maxConnections);
    metrics.gauge(
        "collab_http_connections", "Connections now that are no WebSocket.", plain::count);
    metrics.counter(
        "collab_connections_opened_total",
        "WebSocket connections that were taken in.",
        sockets.opened()::sum);
  }

  /** What is neither of the others: the last word was said, and the socket is still there. */
  private double closing() {
    SocketCounts sockets = connections.counts();
    long talking = sockets.unauthenticated().sum() + sockets.authenticated().sum();
    return Math.max(0, connections.count() - talking);
  }

  private void ends(Metrics metrics) {
    SocketCounts sockets = connections.counts();
    RuntimeCounts sessions = registry.counts();
    for (CloseCode code : CloseCode.values()) {
      String value = String.valueOf(code.code());
      closed(metrics, () -> sockets.closed().of(code), "server", value);
      metrics.counter(
          "collab_admissions_refused_total",
          "Connections that were refused a place, by the code they were closed with.",
          () -> sockets.turnedAway().of(code) + sessions.turnedAway().of(code),
          "code",
          value);
    }
    for (Departure how : Departure.values()) {
      String by = how == Departure.LOST ? "network" : "client";
      closed(metrics, () -> sockets.left().of(how), by, how.code());
    }
  }

  private static void closed(Metrics metrics, LongSupplier count, String by, String code) {
    metrics.counter(
        "collab_connections_closed_total",
        "WebSocket connections that ended, by who ended them and with which close code.",
        count,
        "by",
        by,
        "code",
        code);
  }

  private void sessions(Metrics metrics) {
    RuntimeCounts sessions = registry.counts();
    metrics.gauge("collab_sessions", "Sessions in memory now.", registry::activeSessions);
    metrics.gauge(
        "collab_sessions_limit",
        "Sessions that there may be in memory; MAX_SESSIONS.",
        config.runtime()::maxSessions);
    metrics.counter(
        "collab_sessions_opened_total",
        "Sessions that were read from the log because somebody came.",
        sessions.sessionsOpened()::sum);
    metrics.counter(
        "collab_joins_total", "Connections that took a place in a session.", sessions.joins()::sum);
    metrics.counter(
        "collab_resumes_total",
        "Joins of those who had been here, and said how far they had come.",
        sessions.resumes()::sum);
    metrics.counter(
        "collab_conflicts_total",
        "Parameters over which somebody was asked whose value counts.",
        sessions.conflicts()::sum);
    for (Resolution.Strategy strategy : Resolution.Strategy.values()) {
      metrics.counter(
          "collab_resolutions_total",
          "Conflicts that somebody settled, by whose value counts.",
          () -> sessions.resolutions().of(strategy),
          "strategy",
          strategy.word());
    }
  }

  private void messages(Metrics metrics) {
    SocketCounts sockets = connections.counts();
    RuntimeCounts sessions = registry.counts();
    for (ClientMessage.Type type : ClientMessage.Type.values()) {
      metrics.counter(
          "collab_messages_received_total",
          "Messages of clients that were understood, and not too many.",
          () -> sockets.received().of(type),
          "type",
          type.word());
    }
    for (ServerMessage.Type type : ServerMessage.Type.values()) {
      metrics.counter(
          "collab_messages_sent_total",
          "Deliveries: each message as often as there were people to hand it to.",
          () -> sockets.sent().of(type) + sessions.sent().of(type),
          "type",
          type.word());
    }
    for (ErrorCode code : ErrorCode.values()) {
      metrics.counter(
          "collab_messages_refused_total",
          "Messages of clients of which nothing was done, also where nobody was told.",
          () -> sockets.refusals().of(code) + sessions.refusals().of(code),
          "code",
          code.word());
    }
    metrics.latency(
        "collab_broadcast_seconds",
        "From when a change came in until the members of one event loop had been handed it.",
        sessions.broadcasts());
  }

  private void slowReaders(Metrics metrics) {
    var outbound = connections.counts().outbound();
    metrics.gauge(
        "collab_outbound_waiting_bytes",
        "What waits for those who do not keep up, beyond what the network holds.",
        outbound.waitingBytes()::sum);
    metrics.counter(
        "collab_outbound_dropped_total",
        "Times that what waited for a slow reader was dropped, for a state to replace it.",
        outbound.drops()::sum);
    metrics.counter(
        "collab_presence_dropped_total",
        "Frames of presence that a slow reader was not sent.",
        outbound.presenceDrops()::sum);
    for (ServerMessage.StateReason reason : ServerMessage.StateReason.values()) {
      metrics.counter(
          "collab_states_sent_total",
          "States that were sent to bring somebody up to date, by why.",
          () -> registry.counts().states().of(reason),
          "reason",
          reason.word());
    }
  }

  private void appends(Metrics metrics) {
    RuntimeCounts sessions = registry.counts();
    metrics.latency(
        "collab_append_seconds",
        "From when a session asked the log to append until it had the answer.",
        sessions.appends());
    metrics.counter(
        "collab_events_appended_total",
        "Events that the log took.",
        sessions.eventsAppended()::sum);
    metrics.gauge(
        "collab_log_write_delay_seconds",
        "How long the write has waited by now that has waited longest.",
        () -> seconds(store.writeDelay()));
  }

  private void commits(Metrics metrics) {
    metrics.gauge(
        "collab_log_writes_waiting", "Writes that wait for their transaction.", log::writesWaiting);
    metrics.latency(
        "collab_log_commit_seconds",
        "How long a transaction takes until it is durable.",
        log.counts().commits());
    metrics.sizes(
        "collab_log_commit_writes", "How many writes share a transaction.", log.counts().writes());
    metrics.latency(
        "collab_log_merge_seconds",
        "How long merging a slice of the journal takes, which who writes meanwhile waits for.",
        log.counts().merges());
    metrics.counter(
        "collab_log_write_failures_total",
        "Transactions of which nothing was written.",
        log.counts().failures()::sum);
    String help = "What the log takes on the disk, by file.";
    metrics.gauge("collab_log_file_bytes", help, log::databaseBytes, "file", "database");
    metrics.gauge("collab_log_file_bytes", help, log::writeAheadBytes, "file", "write_ahead");
    metrics.diskOf(config.dataDir());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
