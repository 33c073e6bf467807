package ai.trivector.collab.bench.crash;

import ai.trivector.collab.bench.ledger.Tally;
import java.util.EnumMap;
import java.util.Map;

/** What came of the rounds of one lane, or of all. For one thread at a time. */
final class Result {

  final Tally tally = new Tally();
  final Map<Ending, Integer> rounds = new EnumMap<>(Ending.class);
  long starts;

  /** Of these, those that became ready, and the time that they took together. */
  long readyStarts;

  long startMillis;
  long longestStartMillis;

  /** From the end of a server until everybody was live again. */
  long longestAwayMillis;

  void ended(Ending ending) {
    rounds.merge(ending, 1, Integer::sum);
  }

  int total() {
    return rounds.values().stream().mapToInt(Integer::intValue).sum();
  }

  void add(Result other) {
    tally.add(other.tally);
    other.rounds.forEach((ending, count) -> rounds.merge(ending, count, Integer::sum));
    starts += other.starts;
    readyStarts += other.readyStarts;
    startMillis += other.startMillis;
    longestStartMillis = Math.max(longestStartMillis, other.longestStartMillis);
    longestAwayMillis = Math.max(longestAwayMillis, other.longestAwayMillis);
  }
}
