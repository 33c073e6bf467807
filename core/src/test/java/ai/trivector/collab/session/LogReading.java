package ai.trivector.collab.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of updates, resolutions and numbers once more, from nothing but the whole log, slowly
 * and with no state. What it says and what the decider says have to be the same.
 */
final class LogReading {

  private final Model model;
  private final List<RecordedEvent> log = new ArrayList<>();
  private final Map<UserId, User> members = new LinkedHashMap<>();
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final Map<String, LastWrite> lastWrites = new LinkedHashMap<>();
  private final Set<String> numbersUsed = new LinkedHashSet<>();

  LogReading(Model model) {
    this.model = model;
    values.putAll(model.defaults());
  }

  void append(RecordedEvent recorded) {
    log.add(recorded);
    switch (recorded.event()) {
      case Event.MemberJoined joined -> members.put(joined.user().id(), joined.user());
      case Event.MemberLeft left -> members.remove(left.user());
      case Event.ParamsChanged changed -> append(recorded, changed);
    }
  }

  private void append(RecordedEvent recorded, Event.ParamsChanged changed) {
    UserId id = changed.author().user();
    User by = members.containsKey(id) ? member(id) : new User(id, id.value(), "#808080");
    changed
        .params()
        .forEach((param, value) -> {
          boolean accepts =
              changed.resolution() != null && Math.abs(value - current(param)) <= 1e-9;
          if (!accepts) {
            lastWrites.put(
                param,
                new LastWrite(
                    by, changed.author().client(), changed.n(), recorded.seq(), recorded.at()));
          }
          values.put(param, value);
        });
    changed.n().ifPresent(n -> numbersUsed.add(changed.author().client() + "/" + n));
  }

  List<RecordedEvent> log() {
    return log;
  }

  Map<String, Double> values() {
    return values;
  }

  /** What the rules say of a write: which parameters are written, and who stands in the way. */
  Optional<Judgement> judge(Command.Write write) {
    for (Map.Entry<String, Double> wish : write.params().entrySet()) {
      Parameter parameter = Objects.requireNonNull(model.parameters().get(wish.getKey()));
      if (!(wish.getValue() >= parameter.min()) || !(wish.getValue() <= parameter.max())) {
        return Optional.empty();
      }
    }
    Map<String, Double> written = new LinkedHashMap<>();
    Map<String, LastWrite> inTheWay = new LinkedHashMap<>();
    boolean duplicate =
        write.n().isPresent()
            && numbersUsed.contains(write.author().client() + "/" + write.n().getAsLong());
    if (!duplicate) {
      write
          .params()
          .forEach((param, value) -> {
            LastWrite last = lastWrites.get(param);
            if (isOvertaken(write, last) || (isUpdate(write) && isCurrent(param, value))) {
              return;
            }
            if (last != null && conflicts(write, last)) {
              inTheWay.put(param, last);
            } else {
              written.put(param, value);
            }
          });
    }
    return Optional.of(new Judgement(written, inTheWay));
  }

  record Judgement(Map<String, Double> written, Map<String, LastWrite> inTheWay) {

    static Optional<Judgement> of(Decision decision) {
      return switch (decision) {
        case Decision.Refused _ -> Optional.empty();
        case Decision.Unchanged _ -> Optional.of(new Judgement(Map.of(), Map.of()));
        case Decision.Decided(List<Event> events, List<Conflict> conflicts) ->
            Optional.of(
                new Judgement(
                    events.isEmpty()
                        ? Map.of()
                        : ((Event.ParamsChanged) events.getFirst()).params(),
                    conflicts.stream()
                        .collect(Collectors.toMap(Conflict::param, Conflict::theirs))));
      };
    }
  }

  private static boolean conflicts(Command.Write write, LastWrite last) {
    boolean others = !last.by().id().equals(write.author().user());
    return switch (write) {
      case Command.Update update -> {
        long age = update.at().toEpochMilli() - last.at().toEpochMilli();
        boolean unseen =
            update.baseSeq().map(base -> last.seq().value() > base.value()).orElse(false);
        yield others && (age < 500 || unseen);
      }
      case Command.Resolve resolve ->
          others && resolve.seen().map(seen -> last.seq().value() > seen.value()).orElse(false);
    };
  }

  private static boolean isOvertaken(Command.Write write, @Nullable LastWrite last) {
    return last != null
        && last.client().equals(write.author().client())
        && write.n().isPresent()
        && last.n().isPresent()
        && last.n().getAsLong() > write.n().getAsLong();
  }

  private static boolean isUpdate(Command.Write write) {
    return write instanceof Command.Update;
  }

  private boolean isCurrent(String param, double value) {
    return Math.abs(value - current(param)) <= 1e-9;
  }

  private double current(String param) {
    return Objects.requireNonNull(values.get(param));
  }

  private User member(UserId id) {
    return Objects.requireNonNull(members.get(id));
  }
}
