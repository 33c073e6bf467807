-- What was appended last, in the order in which it came: however many sessions a transaction
-- concerns, it changes the last page of this table, where it would change one of each session in
-- `event` and in `session`. It is merged into those many at a time. What `session.seq` has come to
-- is there; a row that is there and here is about to go here.
CREATE TABLE journal (
  id      INTEGER PRIMARY KEY,
  session TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  at      INTEGER NOT NULL,              -- in milliseconds since 1970
  body    TEXT    NOT NULL               -- EventCodec
) STRICT;

-- The whole log, for who reads it with a shell.
CREATE VIEW recorded AS
  SELECT session, seq, at, body FROM event
  UNION ALL
  SELECT j.session, j.seq, j.at, j.body
  FROM journal j JOIN session s ON s.id = j.session WHERE j.seq > s.seq;
