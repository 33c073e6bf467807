package ai.trivector.collab.bench.ledger;

import java.util.ArrayList;
import java.util.List;

/** What is counted of clients and of logs. For one thread at a time. */
public final class Tally {

  /** More would only hide the first. */
  private static final int MAX_KEPT = 20;

  private final List<String> violations = new ArrayList<>();
  private long violationCount;

  public long sent;
  public long resent;

  /** Sequenced messages that clients received. */
  public long received;

  public long echoes;
  public long acks;
  public long conflicts;
  public long errors;

  /** Connections that clients cut themselves. */
  public long drops;

  /** Events that were read in logs. */
  public long inLog;

  /** Messages that were sent again, though they had taken effect, and were acknowledged. */
  public long duplicates;

  public void violation(String what) {
    violationCount++;
    if (violations.size() < MAX_KEPT) {
      violations.add(what);
    }
  }

  public long violationCount() {
    return violationCount;
  }

  /** The first of them. */
  public List<String> violations() {
    return violations;
  }

  public void add(Tally other) {
    violations.addAll(other.violations);
    violationCount += other.violationCount;
    sent += other.sent;
    resent += other.resent;
    received += other.received;
    echoes += other.echoes;
    acks += other.acks;
    conflicts += other.conflicts;
    errors += other.errors;
    drops += other.drops;
    inLog += other.inLog;
    duplicates += other.duplicates;
  }
}
