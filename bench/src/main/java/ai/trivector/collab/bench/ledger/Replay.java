package ai.trivector.collab.bench.ledger;

import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Incoming;
import ai.trivector.collab.bench.client.Params;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One session's log, read from its beginning and only onwards, and what was told of the part that
 * has not been read. It has its own idea of what a log means, and takes none of the server's.
 */
public final class Replay {

  /** Two values that differ by no more are the same, says the protocol. */
  private static final double SAME_VALUE = 1e-9;

  /** Of the built-in model; a session starts with them. */
  private static final double[] DEFAULTS = {0.569, 0.847, 0.0207};

  private final String session;
  private final Tally tally;
  private final double[] params;
  private final @Nullable String[] writers;
  private final long[] writerNumbers;
  private final long[] writtenAt;
  private final Map<String, BitSet> numbers = new HashMap<>();
  private final Map<Long, Long> digests = new HashMap<>();
  private final PriorityQueue<Claim> claims =
      new PriorityQueue<>(Comparator.comparingLong(Claim::seq));
  private long seq;
  private long end;
  private long highestTold;

  public Replay(String session, Tally tally) {
    this.session = session;
    this.tally = tally;
    params = DEFAULTS.clone();
    writers = new @Nullable String[params.length];
    writerNumbers = new long[params.length];
    writtenAt = new long[params.length];
  }

  public long seq() {
    return seq;
  }

  /** Whether this client, for whom nothing is on its way, has what the log has. */
  public void compare(Client client) {
    if (client.seq() != seq) {
      violation("%s, and the log ends at %d".formatted(client, seq));
      return;
    }
    for (int i = 0; i < params.length; i++) {
      if (client.param(i) != params[i]) {
        violation("%s has another state than the log".formatted(client));
      }
    }
  }

  void tell(Ledger.Told told) {
    told.digests()
        .forEach((at, digest) -> {
          Long before = digests.putIfAbsent(at, digest);
          if (before != null && !before.equals(digest)) {
            violation("the event %d was told in two ways".formatted(at));
          }
          highestTold = Math.max(highestTold, at);
        });
    claims.addAll(told.claims());
    told.claims().forEach(claim -> highestTold = Math.max(highestTold, claim.seq()));
  }

  /** Where the log ended when it was last looked at. */
  public long end() {
    return end;
  }

  /** The log has come to {@code to}, at a time after all was told that was told. */
  void end(long to) {
    end = to;
    if (highestTold > end) {
      violation("clients were told of %d, and the log ends at %d".formatted(highestTold, end));
    }
  }

  /** The next event of the log. */
  void next(Incoming event) {
    if (event.seq() != seq + 1) {
      violation("after %d the log has %s".formatted(seq, event));
    }
    seq = event.seq();
    tally.inLog++;
    Long digest = digests.remove(seq);
    if (digest != null && digest != event.digest()) {
      violation("clients were told something else than " + event);
    }
    if (event.isChange()) {
      apply(event);
    }
  }

  private void apply(Incoming event) {
    BitSet taken = numbersOf(event.clientId());
    int n = Math.toIntExact(event.n());
    if (taken.get(n)) {
      violation("number %d took effect again, in %s".formatted(n, event));
    }
    taken.set(n);
    for (int i = 0; i < params.length; i++) {
      double value = event.param(i);
      if (Double.isNaN(value)) {
        continue;
      }
      if (!event.settles() || !same(value, params[i])) {
        writers[i] = event.clientId();
        writerNumbers[i] = n;
        writtenAt[i] = seq;
      }
      params[i] = value;
    }
  }

  /** Judges all that was told of the log up to here. */
  void judge() {
    for (Claim next = claims.peek(); next != null && next.seq() <= seq; next = claims.peek()) {
      judge(claims.remove());
    }
  }

  private void judge(Claim claim) {
    if (claim.seq() < seq) {
      violation("%s came after the log was read to %d".formatted(claim, seq));
      return;
    }
    switch (claim) {
      case Claim.State state -> {
        for (int i = 0; i < params.length; i++) {
          if (state.params().get(i) != params[i]) {
            violation(
                "%s was told at %d that %s is %s, and it was %s"
                    .formatted(
                        state.client(),
                        seq,
                        Params.NAMES.get(i),
                        state.params().get(i),
                        params[i]));
          }
        }
      }
      case Claim.Acknowledged acknowledged -> judge(acknowledged);
      case Claim.Duplicate(var _, String client, long n) -> {
        tally.duplicates++;
        if (!numbersOf(client).get(Math.toIntExact(n))) {
          violation("number %d of %s is no duplicate".formatted(n, client));
        }
      }
      case Claim.Conflict(String client, var clash) -> {
        int param = clash.param();
        if (writtenAt[param] != clash.theirSeq()
            || params[param] != clash.theirs()
            || Objects.equals(writers[param], client)) {
          violation("%s was told of %s, which is not so".formatted(client, clash));
        }
      }
    }
  }

  private void judge(Claim.Acknowledged claim) {
    if (numbersOf(claim.client()).get(Math.toIntExact(claim.n()))) {
      tally.duplicates++;
      return;
    }
    for (int i = 0; i < params.length; i++) {
      double value = claim.values().get(i);
      boolean nothingToDo =
          Double.isNaN(value)
              || same(value, params[i])
              || (claim.client().equals(writers[i]) && writerNumbers[i] > claim.n());
      if (!nothingToDo) {
        violation(
            "number %d of %s was acknowledged at %d, and neither is it in the log nor was there nothing to do"
                .formatted(claim.n(), claim.client(), seq));
      }
    }
  }

  private BitSet numbersOf(String client) {
    return numbers.computeIfAbsent(client, _ -> new BitSet());
  }

  private static boolean same(double a, double b) {
    return Math.abs(a - b) <= SAME_VALUE;
  }

  private void violation(String what) {
    tally.violation("session %s: %s".formatted(session, what));
  }
}
