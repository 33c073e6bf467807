package ai.trivector.collab.server.store.sqlite;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a failure of SQLite's means to those who have to act on it. */
final class Fault {

  private Fault() {}

  /** Whether the next write would fail for the same reason, whoever's it is. */
  static boolean isOfTheDisk(Throwable e) {
    return is(
        e,
        SQLiteErrorCode.SQLITE_FULL,
        SQLiteErrorCode.SQLITE_IOERR,
        SQLiteErrorCode.SQLITE_READONLY,
        SQLiteErrorCode.SQLITE_CANTOPEN,
        SQLiteErrorCode.SQLITE_BUSY,
        SQLiteErrorCode.SQLITE_NOTADB);
  }

  /** Whether the file itself is at fault, so that only an operator can help. */
  static boolean isDamage(Throwable e) {
    return is(e, SQLiteErrorCode.SQLITE_CORRUPT, SQLiteErrorCode.SQLITE_NOTADB);
  }

  /** What it says, and what to do where waiting does not help. */
  static String told(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return isDamage(e)
        ? "%s; stop the server, then %s".formatted(message, FileCheck.WAY_FORWARD)
        : message;
  }

  private static boolean is(Throwable e, SQLiteErrorCode... kinds) {
    if (!(e instanceof SQLiteException failure)) {
      return false;
    }
    // The low byte is the kind of error; the rest says which of that kind.
    int kind = failure.getResultCode().code & 0xff;
    for (SQLiteErrorCode each : kinds) {
      if (kind == each.code) {
        return true;
      }
    }
    return false;
  }
}
