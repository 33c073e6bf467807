/**
 * The event log in one SQLite file, {@code trivector.db}, for a server that is one process.
 *
 * <p>Start reading at {@link ai.trivector.collab.server.store.sqlite.SqliteEventStore}. What writes
 * goes through {@code GroupCommit}: one thread, one connection, one of its {@code Transactions} for
 * all that is waiting, of whichever session; {@code LogWriter} holds its statements. What is
 * appended at a time goes into the {@code Journal} as one row, or a few, each an {@code EventRun},
 * and {@code Merger} brings it to its place later, a page of a session at a time; {@code
 * SnapshotWriter} keeps states, and {@code PurgeWriter} deletes what goes, as {@code Purge} asks it
 * to, a slice at a time. {@code Checkpointer} has a thread of its own, and keeps the write-ahead
 * log short. What only reads goes through {@code ReaderPool} and {@code LogReader}, which the
 * write-ahead log keeps from waiting for the writer. {@code Schema} brings a file to this version's
 * tables, {@code Database} opens connections to it, and {@code DirectoryLock} keeps a second
 * process away.
 *
 * <p>Before SQLite may open a file, {@code FileCheck} looks whether it would silently lose
 * something: {@code WriteAheadLog} and {@code WalIndex} read what the last process left. What an
 * operator does in a process of its own is {@code Backup}, {@code Restore}, {@code Recovery} and
 * {@code Inspection}; {@code Replacement} puts a new file in the place of the old one.
 *
 * <p>Nothing here knows a rule about sessions but {@code SessionDecider.apply}, with which a log is
 * replayed.
 */
@NullMarked
package ai.trivector.collab.server.store.sqlite;

import org.jspecify.annotations.NullMarked;
