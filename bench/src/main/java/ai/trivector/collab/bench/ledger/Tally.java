package ai.trivector.collab.bench.crash;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is counted of one lane. For one thread at a time. */
final class Tally {

  /** More would only hide the first. */
  private static final int MAX_KEPT = 20;

  final Map<Ending, Integer> rounds = new EnumMap<>(Ending.class);
  final List<String> violations = new ArrayList<>();
  long violationCount;
  long starts;
  long readyStarts;
  long startMillis;
  long sent;
  long resent;
  long received;
  long inLog;
  long echoes;
  long acks;
  long duplicates;
  long conflicts;
  long errors;
  long drops;
  long longestAwayMillis;
  long longestStartMillis;

  void ended(Ending ending) {
    rounds.merge(ending, 1, Integer::sum);
  }

  int total() {
    return rounds.values().stream().mapToInt(Integer::intValue).sum();
  }

  void violation(String what) {
    violationCount++;
    if (violations.size() < MAX_KEPT) {
      violations.add(what);
    }
  }

  void add(Tally other) {
    other.rounds.forEach((ending, count) -> rounds.merge(ending, count, Integer::sum));
    violations.addAll(other.violations);
    violationCount += other.violationCount;
    starts += other.starts;
    readyStarts += other.readyStarts;
    startMillis += other.startMillis;
    sent += other.sent;
    resent += other.resent;
    received += other.received;
    inLog += other.inLog;
    echoes += other.echoes;
    acks += other.acks;
    duplicates += other.duplicates;
    conflicts += other.conflicts;
    errors += other.errors;
    drops += other.drops;
    longestAwayMillis = Math.max(longestAwayMillis, other.longestAwayMillis);
    longestStartMillis = Math.max(longestStartMillis, other.longestStartMillis);
  }
}
