package ai.trivector.collab.bench.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is to be measured.
 *
 * @param cases under which loads
 * @param idle whether also idle connections
 * @param contenders which servers
 * @param rounds how often
 * @param seconds for how long, each time
 */
public record Options(
    List<Case> cases, boolean idle, List<Contender> contenders, int rounds, int seconds) {

  private static final int DEFAULT_ROUNDS = 3;
  private static final int DEFAULT_SECONDS = 2;

  /**
   * As in {@code A D E --rounds 5 --servers ours,netty}; without names all cases, and all servers.
   *
   * @throws IllegalArgumentException which says what is not understood
   */
  public static Options parse(List<String> arguments) {
    List<Case> cases = new ArrayList<>();
    List<Contender> contenders = List.of(Contender.values());
    boolean idle = false;
    int rounds = DEFAULT_ROUNDS;
    int seconds = DEFAULT_SECONDS;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++i));
        case "--seconds" -> seconds = Integer.parseInt(value(arguments, ++i));
        case "--servers" -> contenders = contenders(value(arguments, ++i));
        case IdleCase.NAME -> idle = true;
        default -> cases.add(Case.valueOf(argument));
      }
    }
    if (cases.isEmpty() && !idle) {
      return new Options(List.of(Case.values()), true, contenders, rounds, seconds);
    }
    return new Options(cases, idle, contenders, rounds, seconds);
  }

  /** Whether every server is measured in every case. */
  boolean isEverything() {
    return idle
        && cases.equals(List.of(Case.values()))
        && contenders.equals(List.of(Contender.values()));
  }

  private static String value(List<String> arguments, int at) {
    if (at >= arguments.size()) {
      throw new IllegalArgumentException(arguments.getLast() + " needs a value");
    }
    return arguments.get(at);
  }

  private static List<Contender> contenders(String names) {
    List<Contender> contenders = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      contenders.add(Contender.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    return contenders;
  }
}
