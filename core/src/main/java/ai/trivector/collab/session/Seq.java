package ai.trivector.collab.session;

/**
 * A place in a session's one total order. The first event has 1; {@link #ORIGIN} is the place
 * before it.
 */
public record Seq(long value) implements Comparable<Seq> {

  public static final Seq ORIGIN = new Seq(0);

  public Seq {
    if (value < 0) {
      throw new IllegalArgumentException("a sequence number is not negative: " + value);
    }
  }

  public Seq next() {
    return new Seq(value + 1);
  }

  public boolean isAfter(Seq other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Seq other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
