-- From now on `event` is in the order in which its rows were merged, and an index knows which are
-- whose. What comes to a session is merged a page at a time, as one row: by session it went into the
-- middle of a tree, and pages were split and copied for it. So that rows can be put together as they
-- are, each event has its own "at"; one that has none is older, and has that of its row.

DROP VIEW recorded;
ALTER TABLE event RENAME TO event_by_session;

CREATE TABLE event (
  id      INTEGER PRIMARY KEY,
  session TEXT    NOT NULL,
  seq     INTEGER NOT NULL,              -- of the last of its events
  at      INTEGER NOT NULL,              -- when that was, in milliseconds since 1970
  body    TEXT    NOT NULL               -- EventRun
) STRICT;

-- Before there are rows, which come in its order: to sort them all takes memory for each.
CREATE UNIQUE INDEX event_of_session ON event (session, seq);

INSERT INTO event (session, seq, at, body)
  SELECT session, seq, at, body FROM event_by_session ORDER BY session, seq;

-- What is in the journal has no times of its own yet, and is merged as it is.
INSERT INTO event (session, seq, at, body)
  SELECT j.session, j.seq, j.at, j.body
  FROM journal j JOIN session s ON s.id = j.session WHERE j.seq > s.seq ORDER BY j.session, j.seq;
UPDATE session SET seq = newest.seq, written_at = max(written_at, newest.at)
  FROM (SELECT session, max(seq) AS seq, max(at) AS at FROM journal GROUP BY session) newest
  WHERE newest.session = session.id AND newest.seq > session.seq;
DELETE FROM journal;

DROP TABLE event_by_session;

-- The whole log, for who reads it with a shell: a row an event, and in `run` what `seq` its row has.
CREATE VIEW recorded AS
  SELECT r.session, r.run - json_array_length(r.events) + 1 + e.key AS seq,
    coalesce(e.value ->> 'at', r.at) AS at, json_remove(e.value, '$.at') AS body, r.run
  FROM (
    SELECT session, seq AS run, at, '[' || body || ']' AS events FROM event
    UNION ALL
    SELECT j.session, j.seq, j.at, '[' || j.body || ']'
    FROM journal j JOIN session s ON s.id = j.session WHERE j.seq > s.seq
  ) r, json_each(r.events) e;
