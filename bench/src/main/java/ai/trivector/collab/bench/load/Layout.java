package ai.trivector.collab.bench.load;

/**
 * Who is where.
 *
 * @param rooms how many there are
 * @param size members of each
 * @param senders of these; each has a parameter of its own, so that nobody conflicts
 */
public record Layout(int rooms, int size, int senders) {

  /** The built-in model has so many parameters. */
  private static final int MAX_SENDERS = 3;

  public Layout {
    if (rooms < 1 || size < 1 || senders < 0 || senders > Math.min(size, MAX_SENDERS)) {
      throw new IllegalArgumentException(
          "not a layout: %d rooms of %d with %d senders".formatted(rooms, size, senders));
    }
  }

  public int connections() {
    return rooms * size;
  }
}
