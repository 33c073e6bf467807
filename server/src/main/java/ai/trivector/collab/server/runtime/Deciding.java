package ai.trivector.collab.server.runtime;

import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.protocol.ErrorCode;
import ai.trivector.collab.protocol.ServerMessage;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Command;
import ai.trivector.collab.session.Conflict;
import ai.trivector.collab.session.Decision;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Refusal;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides the tasks of one batch, and notes what each of them is to bring about. */
final class Deciding {

  private static final Logger log = LoggerFactory.getLogger(Deciding.class);

  private final SessionRunner runner;
  private final Places places;
  private final SessionDecider decider;
  private final Batch batch;

  Deciding(SessionRunner runner, Places places, SessionDecider decider, Batch batch) {
    this.runner = runner;
    this.places = places;
    this.decider = decider;
    this.batch = batch;
  }

  void decide(Task task) {
    switch (task) {
      case Task.Join join -> join(join);
      case Task.Leave leave -> leave(leave);
      case Task.Update update -> update(update);
      case Task.Resolve resolve -> resolve(resolve);
      case Task.Resync resync -> batch.then(() -> runner.answer(resync));
    }
  }

  private void join(Task.Join join) {
    Seat seat = join.seat();
    if (!seat.connected()) {
      seat.gone();
      return;
    }
    ClientId client = places.nameFor(seat.request(), batch, runner::isYetToWrite);
    if (!places.hasRoomFor(client, batch.joining().size())) {
      batch.then(() -> places.refuse(seat, CloseCode.OVER_CAPACITY, "the session is full"));
      return;
    }
    Session before = batch.state();
    Decision decision = decider.decide(before, new Command.Join(join.at(), seat.request().user()));
    // Who only comes back to their place costs the log nothing.
    if (decision instanceof Decision.Decided && runner.isOverloaded()) {
      batch.then(() -> places.refuse(seat, CloseCode.OVER_CAPACITY, "the log is too far behind"));
      return;
    }
    seat.named(client);
    UserId user = seat.request().user().id();
    batch.joins(client, user);
    batch.then(() -> runner.admit(seat, before, join.missed()));
    record(decision, join.at(), Broadcaster.UNTIMED);
  }

  private void leave(Task.Leave leave) {
    // They may have come back while this waited for its turn.
    if (!places.roster().has(leave.user()) && !batch.joining().containsValue(leave.user())) {
      record(
          decider.decide(batch.state(), new Command.Leave(leave.at(), leave.user())),
          leave.at(),
          Broadcaster.UNTIMED);
    }
  }

  private void update(Task.Update task) {
    Seat seat = task.seat();
    if (seat.isNamed()) {
      var message = task.message();
      Command.Write command =
          new Command.Update(
              task.at(), seat.author(), message.n(), message.baseSeq(), message.params());
      write(seat, message.n(), command, task.receivedNanos());
    }
  }

  private void resolve(Task.Resolve task) {
    Seat seat = task.seat();
    if (seat.isNamed()) {
      var message = task.message();
      // A client that does not say what it has seen has seen what it was told of.
      Optional<Seq> seen = message.baseSeq().or(() -> seat.toldOf(message.resolution().param()));
      Command.Write command =
          new Command.Resolve(
              task.at(),
              seat.author(),
              message.n(),
              seen,
              message.resolution(),
              message.resolvedValue());
      write(seat, message.n(), command, task.receivedNanos());
    }
  }

  private void write(Seat seat, OptionalLong n, Command.Write command, long receivedNanos) {
    Decision decision = decider.decide(batch.state(), command);
    switch (decision) {
      case Decision.Decided decided -> {
        for (Conflict conflict : decided.conflicts()) {
          report(seat, n, conflict);
        }
        record(decided, command.at(), receivedNanos);
        // What neither conflicts nor is written has no other outcome where there is no echo.
        if (decided.events().isEmpty() && decided.conflicts().size() < command.params().size()) {
          acknowledge(seat, n);
        }
      }
      case Decision.Unchanged _ -> acknowledge(seat, n);
      case Decision.Refused(Refusal refusal) ->
          batch.then(() ->
              runner.reply(
                  seat,
                  new ServerMessage.ErrorReply(
                      codeOf(refusal), refusal.message(), n, OptionalLong.empty())));
    }
  }

  /** Tells the writer that the message changes nothing beyond what it was told of before. */
  private void acknowledge(Seat seat, OptionalLong n) {
    Seq seq = batch.state().seq();
    n.ifPresent(number -> batch.then(() -> runner.reply(seat, new ServerMessage.Ack(number, seq))));
  }

  /** Tells the writer, before what was written of the same message is broadcast. */
  private void report(Seat seat, OptionalLong n, Conflict conflict) {
    Seq seq = batch.state().seq();
    batch.then(() -> {
      runner.counts().conflicts().increment();
      log.info(
          "event=conflict session={} param={} user={} with={} their_seq={}",
          runner.id(),
          conflict.param(),
          seat.request().user().id(),
          conflict.theirs().by().id(),
          conflict.theirs().seq());
      seat.toldOfConflict(conflict.param(), conflict.theirs().seq());
      runner.reply(seat, new ServerMessage.ConflictDetected(seq, n, conflict));
    });
  }

  private void record(Decision decision, Instant at, long receivedNanos) {
    if (decision instanceof Decision.Decided(List<Event> events, var _)) {
      for (Event event : events) {
        RecordedEvent recorded = batch.record(event, at);
        Session after = batch.state();
        batch.then(() -> runner.publish(recorded, after, receivedNanos));
      }
    }
  }

  private static ErrorCode codeOf(Refusal refusal) {
    return switch (refusal) {
      case Refusal.UnknownParameter _ -> ErrorCode.UNKNOWN_PARAM;
      case Refusal.OutOfRange _ -> ErrorCode.OUT_OF_RANGE;
    };
  }
}
