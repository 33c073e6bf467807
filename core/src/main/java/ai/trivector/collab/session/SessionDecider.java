package ai.trivector.collab.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session's two pure functions: {@link #decide} says what a command makes happen, {@link
 * #apply} says what is so once it has happened. Every rule about sessions is here or in {@link
 * ConflictRule}, and nowhere else.
 */
public final class SessionDecider {

  /**
   * A user whose join is not in the log any more; only a log that was cut could bring this about.
   */
  private static final String UNKNOWN_COLOR = "#808080";

  private final ConflictRule rule;

  public SessionDecider(ConflictRule rule) {
    this.rule = rule;
  }

  /** What becomes of {@code command} in {@code state}. */
  public Decision decide(Session state, Command command) {
    return switch (command) {
      case Command.Join join -> decideJoin(state, join);
      case Command.Leave leave -> decideLeave(state, leave);
      case Command.Update update -> decideWrite(state, update);
      case Command.Resolve resolve -> decideWrite(state, resolve);
    };
  }

  /** The state after {@code recorded}, which has to be the very next event. */
  public static Session apply(Session state, RecordedEvent recorded) {
    if (!recorded.seq().equals(state.seq().next())) {
      throw new IllegalArgumentException(
          "event %s cannot follow %s of session %s"
              .formatted(recorded.seq(), state.seq(), state.id()));
    }
    return switch (recorded.event()) {
      case Event.MemberJoined joined -> {
        Map<UserId, User> members = new LinkedHashMap<>(state.members());
        members.put(joined.user().id(), joined.user());
        yield state.withMembers(recorded.seq(), members);
      }
      case Event.MemberLeft left -> {
        Map<UserId, User> members = new LinkedHashMap<>(state.members());
        members.remove(left.user());
        yield state.withMembers(recorded.seq(), members);
      }
      case Event.ParamsChanged changed -> applyWrite(state, recorded, changed);
    };
  }

  private static Decision decideJoin(Session state, Command.Join join) {
    return join.user().equals(state.members().get(join.user().id()))
        ? new Decision.Unchanged()
        : new Decision.Decided(List.of(new Event.MemberJoined(join.user())), List.of());
  }

  private static Decision decideLeave(Session state, Command.Leave leave) {
    return state.members().containsKey(leave.user())
        ? new Decision.Decided(List.of(new Event.MemberLeft(leave.user())), List.of())
        : new Decision.Unchanged();
  }

  private Decision decideWrite(Session state, Command.Write command) {
    Optional<Refusal> refusal = state.model().check(command.params());
    if (refusal.isPresent()) {
      return new Decision.Refused(refusal.get());
    }
    if (hasTakenEffect(state, command)) {
      return new Decision.Unchanged();
    }
    SmallMap<String, Double> written = SmallMap.of();
    List<Conflict> conflicts = new ArrayList<>();
    for (Map.Entry<String, Double> entry : command.params().entrySet()) {
      String param = entry.getKey();
      double value = entry.getValue();
      LastWrite last = state.writes().get(param);
      if (isNothingToDo(state, command, param, value, last)) {
        continue;
      }
      if (conflicts(command, last)) {
        conflicts.add(conflict(state, param, value, last));
      } else {
        written = written.with(param, value);
      }
    }
    if (written.isEmpty() && conflicts.isEmpty()) {
      return new Decision.Unchanged();
    }
    return new Decision.Decided(
        written.isEmpty()
            ? List.of()
            : List.of(
                new Event.ParamsChanged(
                    command.author(), command.n(), written, resolutionOf(command))),
        List.copyOf(conflicts));
  }

  private static boolean hasTakenEffect(Session state, Command.Write command) {
    ClientProgress progress = state.clients().get(command.author().client());
    return progress != null
        && command.n().isPresent()
        && progress.hasApplied(command.n().getAsLong());
  }

  private static boolean isNothingToDo(
      Session state, Command.Write command, String param, double value, @Nullable LastWrite last) {
    // A message that was overtaken by a later one of the same tab must not bring its value back.
    if (last != null
        && command.n().isPresent()
        && last.supersedes(command.author().client(), command.n().getAsLong())) {
      return true;
    }
    return switch (command) {
      case Command.Update _ -> ConflictRule.same(value, currentOf(state, param));
      // To accept what is there is a decision too, and is told to everybody.
      case Command.Resolve _ -> false;
    };
  }

  private boolean conflicts(Command.Write command, @Nullable LastWrite last) {
    UserId author = command.author().user();
    return switch (command) {
      case Command.Update update -> rule.conflicts(last, author, update.at(), update.baseSeq());
      case Command.Resolve resolve -> ConflictRule.isNews(last, author, resolve.seen());
    };
  }

  private static Conflict conflict(
      Session state, String param, double yourValue, @Nullable LastWrite last) {
    if (last == null) {
      throw new IllegalStateException("a conflict without a write to conflict with: " + param);
    }
    return new Conflict(param, yourValue, currentOf(state, param), last);
  }

  private static @Nullable Resolution resolutionOf(Command.Write command) {
    return switch (command) {
      case Command.Update _ -> null;
      case Command.Resolve resolve -> resolve.resolution();
    };
  }

  private static Session applyWrite(
      Session state, RecordedEvent recorded, Event.ParamsChanged changed) {
    Author author = changed.author();
    User by =
        state
            .members()
            .getOrDefault(
                author.user(), new User(author.user(), author.user().value(), UNKNOWN_COLOR));
    LastWrite write =
        new LastWrite(by, author.client(), changed.n(), recorded.seq(), recorded.at());
    SmallMap<String, Double> params = SmallMap.of(state.params());
    SmallMap<String, LastWrite> writes = SmallMap.of(state.writes());
    for (Map.Entry<String, Double> entry : changed.params().entrySet()) {
      String param = entry.getKey();
      Double value = entry.getValue();
      // Everybody sets what was broadcast, to the last bit, and so does this.
      params = params.with(param, value);
      // Who accepts the value that is there has not written it: its writer goes on
      // undisturbed, instead of conflicting with an agreement.
      if (changed.resolution() == null || !ConflictRule.same(value, currentOf(state, param))) {
        writes = writes.with(param, write);
      }
    }
    return state.withWrites(
        recorded.seq(), params, writes, progressAfter(state, recorded.seq(), changed));
  }

  private static Map<ClientId, ClientProgress> progressAfter(
      Session state, Seq seq, Event.ParamsChanged changed) {
    if (changed.n().isEmpty()) {
      return state.clients();
    }
    ClientId client = changed.author().client();
    long n = changed.n().getAsLong();
    ClientProgress before = state.clients().get(client);
    ClientProgress after =
        before == null
            ? ClientProgress.first(changed.author().user(), n, seq)
            : before.applied(n, seq);
    return state.clientsWith(client, after);
  }

  private static double currentOf(Session state, String param) {
    Double value = state.params().get(param);
    if (value == null) {
      throw new IllegalArgumentException("the session has no parameter " + param);
    }
    return value;
  }
}
