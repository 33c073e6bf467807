package ai.trivector.collab.server.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * A write-ahead log as it lies on the disk, read without SQLite, which silently does without what
 * it cannot read. The format is that of https://sqlite.org/fileformat2.html#the_write_ahead_log.
 *
 * <p>A frame's checksum goes on from that of the frame before it. So frames prove each other
 * genuine even behind one that is damaged, where SQLite reads no further; and what is left of an
 * earlier log, or of a transaction that was rolled back, proves nothing.
 *
 * @param isWhole whether its header can be read; without it SQLite uses nothing of it
 * @param frames how many frames SQLite will use: those to the last commit that all checksums lead
 *     to
 * @param pages which pages of the database these hold
 * @param pageCount how many pages the database has with them; 0 where there are none
 * @param behind how many frames of this log lie behind those
 * @param lost how many transactions among the latter are proven to have been committed: a later one
 *     was begun upon them
 */
record WriteAheadLog(
    int pageSize,
    boolean isWhole,
    long salts,
    long frames,
    BitSet pages,
    long pageCount,
    long behind,
    long lost) {

  private static final int HEADER_BYTES = 32;
  private static final int FRAME_HEADER_BYTES = 24;

  /** The lowest bit says in which order the checksums take the bytes. */
  private static final int MAGIC = 0x377f0682;

  /** What the checksum of a header covers, and of a frame's header. */
  private static final int HEADER_SUMMED = 24;

  private static final int FRAME_HEADER_SUMMED = 8;

  static Path of(Path database) {
    return database.resolveSibling(database.getFileName() + "-wal");
  }

  /**
   * Reads it through.
   *
   * @param usualPageSize what to go by where its header cannot be read
   */
  static WriteAheadLog read(Path file, int usualPageSize) throws IOException {
    if (!Files.exists(file)) {
      return new WriteAheadLog(usualPageSize, false, 0, 0, new BitSet(), 0, 0, 0);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      fill(channel, header);
      ByteOrder order =
          (header.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      Scan scan = new Scan(order);
      scan.sum.add(header, 0, HEADER_SUMMED);
      boolean isWhole = (header.getInt(0) & ~1) == MAGIC && scan.sum.equalTo(header, HEADER_SUMMED);
      int pageSize = isWhole ? header.getInt(8) : usualPageSize;
      if (isWhole) {
        scan.salts = header.getLong(16);
      } else {
        scan.loseTheHeader();
      }
      ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + pageSize);
      while (fill(channel, frame)) {
        scan.take(frame);
      }
      return scan.result(pageSize);
    }
  }

  /** Writes the pages of the frames that SQLite would use to where they belong in the database. */
  void copyInto(FileChannel database, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(HEADER_BYTES);
      ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + pageSize);
      for (long i = 0; i < frames && fill(channel, frame); i++) {
        long page = Integer.toUnsignedLong(frame.getInt(0));
        ByteBuffer content = frame.slice(FRAME_HEADER_BYTES, pageSize);
        for (long at = (page - 1) * pageSize; content.hasRemaining(); ) {
          at += database.write(content, at);
        }
      }
    }
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  /** What is known after so many frames. */
  private static final class Scan {
    private final Checksum sum;
    private final BitSet ofTransaction = new BitSet();
    private final BitSet pages = new BitSet();
    private long salts;
    private boolean saltsAreKnown = true;
    private boolean headerIsLost;
    private boolean broken;
    private long read;
    private long frames;
    private long pageCount;
    private long lastOfThisLog;
    private boolean previousCommits;
    private long unreadable;
    private long lost;

    Scan(ByteOrder order) {
      sum = new Checksum(order);
    }

    /** Nothing of it will be used by SQLite; the first frame has to say which log it was. */
    void loseTheHeader() {
      headerIsLost = true;
      broken = true;
      saltsAreKnown = false;
    }

    void take(ByteBuffer frame) {
      read++;
      long itsSalts = frame.getLong(8);
      if (!saltsAreKnown) {
        salts = itsSalts;
        saltsAreKnown = true;
      }
      boolean isOfThisLog = itsSalts == salts;
      sum.add(frame, 0, FRAME_HEADER_SUMMED);
      sum.add(frame, FRAME_HEADER_BYTES, frame.capacity());
      boolean follows = isOfThisLog && sum.equalTo(frame, 16);
      // Whatever it should have been: the next frame, if it is genuine, goes on from what is there.
      sum.set(frame, 16);
      long sizeAfterCommit = Integer.toUnsignedLong(frame.getInt(4));
      if (isOfThisLog) {
        lastOfThisLog = read;
      }
      if (follows && !broken) {
        takeGenuine(Integer.toUnsignedLong(frame.getInt(0)), sizeAfterCommit);
      } else {
        broken = true;
        takeBroken(isOfThisLog, follows, sizeAfterCommit > 0);
      }
      previousCommits = sizeAfterCommit > 0;
    }

    private void takeGenuine(long page, long sizeAfterCommit) {
      ofTransaction.set(Math.toIntExact(page));
      if (sizeAfterCommit > 0) {
        frames = read;
        pageCount = sizeAfterCommit;
        pages.or(ofTransaction);
        ofTransaction.clear();
      }
    }

    private void takeBroken(boolean isOfThisLog, boolean follows, boolean commits) {
      if (follows && previousCommits) {
        // It was begun once the frame before it, and so all before that, had been committed.
        lost = Math.max(1, unreadable);
      }
      if (isOfThisLog && commits) {
        unreadable++;
        if (headerIsLost && follows) {
          // The header is on the disk before any frame is: it was whole once.
          lost = unreadable;
        }
      }
    }

    WriteAheadLog result(int pageSize) {
      return new WriteAheadLog(
          pageSize,
          !headerIsLost,
          salts,
          frames,
          pages,
          pageCount,
          Math.max(0, lastOfThisLog - frames),
          lost);
    }
  }

  /** The two running sums. */
  private static final class Checksum {
    private final ByteOrder order;
    private int first;
    private int second;

    Checksum(ByteOrder order) {
      this.order = order;
    }

    void add(ByteBuffer bytes, int from, int to) {
      boolean isLittle = order == ByteOrder.LITTLE_ENDIAN;
      int a = first;
      int b = second;
      for (int at = from; at < to; at += 8) {
        int x = bytes.getInt(at);
        int y = bytes.getInt(at + 4);
        a += (isLittle ? Integer.reverseBytes(x) : x) + b;
        b += (isLittle ? Integer.reverseBytes(y) : y) + a;
      }
      first = a;
      second = b;
    }

    boolean equalTo(ByteBuffer bytes, int at) {
      return first == bytes.getInt(at) && second == bytes.getInt(at + 4);
    }

    void set(ByteBuffer bytes, int at) {
      first = bytes.getInt(at);
      second = bytes.getInt(at + 4);
    }
  }
}
