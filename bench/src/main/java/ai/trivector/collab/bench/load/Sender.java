package ai.trivector.collab.bench.load;

/** A member that sends, and numbers what it sends. On the load's loop only. */
final class Sender {

  /** What may be under way of one sender; older ones are not asked for any more. */
  private static final int REMEMBERED = 1 << 12;

  final Member member;
  private final Dialect dialect;
  private final Traffic traffic;
  private final int slot;
  private final long[] dueNanos = new long[REMEMBERED];
  long sent;

  /**
   * @param slot its place among the room's senders, and so its parameter
   */
  Sender(Member member, Dialect dialect, Traffic traffic, int slot) {
    this.member = member;
    this.dialect = dialect;
    this.traffic = traffic;
    this.slot = slot;
  }

  /** Sends the next one, which was due then. */
  void send(long due) {
    sent++;
    dueNanos[(int) (sent % REMEMBERED)] = due;
    member.send(dialect.message(traffic, member.id(), slot, sent));
  }

  long dueNanos(long n) {
    return dueNanos[(int) (n % REMEMBERED)];
  }
}
