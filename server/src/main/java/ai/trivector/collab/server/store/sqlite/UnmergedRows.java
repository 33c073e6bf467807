package ai.trivector.collab.server.store.sqlite;

import java.util.Arrays;

/** The rows of one session that wait in the {@link Journal} to be merged; there is at least one. */
final class UnmergedRows {
  private long[] ids = new long[4];
  private long[] seqs = new long[4];
  private long[] atMillis = new long[4];
  private int[] lengths = new int[4];
  private int begin;
  private int end;

  void add(long id, long seq, long at, int length) {
    if (end == ids.length) {
      int capacity = Math.max(ids.length, 2 * (end - begin));
      ids = Arrays.copyOfRange(ids, begin, begin + capacity);
      seqs = Arrays.copyOfRange(seqs, begin, begin + capacity);
      atMillis = Arrays.copyOfRange(atMillis, begin, begin + capacity);
      lengths = Arrays.copyOfRange(lengths, begin, begin + capacity);
      end -= begin;
      begin = 0;
    }
    ids[end] = id;
    seqs[end] = seq;
    atMillis[end] = at;
    lengths[end] = length;
    end++;
  }

  boolean isEmpty() {
    return begin == end;
  }

  /** How many of the first rows, up to this one and at most {@code max}, become one. */
  int joinable(long upTo, int max) {
    int most = Math.min(Math.min(max, Journal.MAX_JOINED), end - begin);
    int length = 0;
    for (int i = 0; i < most; i++) {
      length += lengths[begin + i] + 1;
      if (ids[begin + i] > upTo || (i > 0 && length > Journal.MAX_MERGED)) {
        return i;
      }
    }
    return most;
  }

  long id(int index) {
    return ids[begin + index];
  }

  /** The number of the last event of a row. */
  long seq(int index) {
    return seqs[begin + index];
  }

  /** When that happened. */
  long atMillis(int index) {
    return atMillis[begin + index];
  }

  /** The number of the newest event. */
  long seq() {
    return seqs[end - 1];
  }

  /** When that happened. */
  long atMillis() {
    return atMillis[end - 1];
  }

  void removeFirst(int count) {
    begin += count;
  }
}
