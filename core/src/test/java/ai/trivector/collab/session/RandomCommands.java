package ai.trivector.collab.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Commands as four people with seven tabs might send them, chosen by a seed: quick and slow, with
 * stale bases, sent again, out of order, out of range, and now and then by a clock that goes back.
 */
final class RandomCommands {

  private static final List<Long> STEPS_MILLIS =
      List.of(0L, 1L, 20L, 120L, 499L, 500L, 501L, 2_000L, -1L, -300L);

  /** Few, so that people often meet at the same one. */
  private static final List<Double> SHARES = List.of(0.0, 0.25, 0.5, 0.5 + 1e-8, 0.75, 1.0, 1.1);

  private static final List<User> USERS =
      List.of(
          People.ADA, People.BEN, People.CHI, new User(new UserId("user-dov"), "Dov", "#7c3aed"));

  private static final int TABS = 7;

  /** Fewer than the window of numbers, so that no resend falls out of it. */
  private static final int RECENT_WRITES = 40;

  private final SplittableRandom random;
  private final long[] counters = new long[TABS];
  private final List<Command.Write> recent = new ArrayList<>();
  private Instant now = Room.START;

  RandomCommands(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The next command to a session that has come to {@code seq}. */
  Command next(Seq seq) {
    now = now.plusMillis(pick(STEPS_MILLIS));
    return switch (random.nextInt(20)) {
      case 0, 1 -> new Command.Join(now, user());
      case 2 -> new Command.Leave(now, pick(USERS).id());
      case 3, 4 -> recent.isEmpty() ? write(seq) : again(pick(recent));
      default -> write(seq);
    };
  }

  private User user() {
    User user = pick(USERS);
    return random.nextInt(4) == 0
        ? new User(user.id(), user.name() + random.nextInt(3), user.color())
        : user;
  }

  private Command write(Seq seq) {
    int tab = random.nextInt(TABS);
    Author author = new Author(USERS.get(tab % USERS.size()).id(), new ClientId("tab-" + tab));
    OptionalLong n = OptionalLong.empty();
    if (random.nextInt(4) > 0) {
      // Skipping numbers now and then leaves some that come late, below.
      counters[tab] += 1 + random.nextInt(2);
      n = OptionalLong.of(random.nextInt(8) == 0 ? counters[tab] - 1 : counters[tab]);
    }
    Optional<Seq> base =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new Seq(Math.max(0, seq.value() - random.nextInt(6))));
    Command.Write write =
        random.nextInt(4) == 0 ? resolve(author, n, base) : update(author, n, base);
    recent.add(write);
    if (recent.size() > RECENT_WRITES) {
      recent.removeFirst();
    }
    return write;
  }

  private Command.Write update(Author author, OptionalLong n, Optional<Seq> base) {
    Map<String, Double> params = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Parameter parameter = pick(List.copyOf(Model.TRILOGIC.parameters().values()));
      params.put(parameter.name(), value(parameter));
    }
    return new Command.Update(now, author, n, base, params);
  }

  private Command.Write resolve(Author author, OptionalLong n, Optional<Seq> seen) {
    Parameter parameter = pick(List.copyOf(Model.TRILOGIC.parameters().values()));
    return new Command.Resolve(
        now,
        author,
        n,
        seen,
        new Resolution(parameter.name(), pick(List.of(Resolution.Strategy.values()))),
        value(parameter));
  }

  private double value(Parameter parameter) {
    double value = parameter.min() + pick(SHARES) * (parameter.max() - parameter.min());
    // A resolution may differ from what it accepts by less than counts as a difference.
    return random.nextInt(6) == 0 ? value - 0.4e-9 : value;
  }

  private Command again(Command.Write write) {
    return switch (write) {
      case Command.Update old ->
          new Command.Update(now, old.author(), old.n(), old.baseSeq(), old.params());
      case Command.Resolve old ->
          new Command.Resolve(
              now, old.author(), old.n(), old.seen(), old.resolution(), old.value());
    };
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
