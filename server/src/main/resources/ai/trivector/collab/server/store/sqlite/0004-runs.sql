-- From now on a row of `event` or `journal` holds one event or more, a run of them: `body` has each
-- as an object, with a comma between them; `seq` and `at` are the last one's, and who happened in
-- another millisecond has an "at" of its own (EventRun). A row that is older is a run of one.

DROP VIEW recorded;

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
