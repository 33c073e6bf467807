-- The events up to this one are gone, or about to go: what is read begins behind it. From the first
-- compaction on, the oldest state is the one at this number, and no more the one at 0.
ALTER TABLE session ADD COLUMN compacted INTEGER NOT NULL DEFAULT 0;

-- What is still to be deleted, a slice at a time: the events of this session up to this one. The
-- session may be gone itself.
CREATE TABLE purge (
  session TEXT    NOT NULL PRIMARY KEY,
  up_to   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
