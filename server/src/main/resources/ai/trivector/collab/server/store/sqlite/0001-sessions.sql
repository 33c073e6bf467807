-- One small row a session, for every append rewrites it.
CREATE TABLE session (
  id         TEXT    NOT NULL PRIMARY KEY,
  epoch      TEXT    NOT NULL,
  seq        INTEGER NOT NULL,
  written_at INTEGER NOT NULL            -- of the last event, in milliseconds since 1970
) STRICT, WITHOUT ROWID;

-- The log. Clustered by session, so that replaying one reads neighbouring pages.
CREATE TABLE event (
  session TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  at      INTEGER NOT NULL,              -- in milliseconds since 1970
  body    TEXT    NOT NULL,              -- EventCodec
  PRIMARY KEY (session, seq)
) STRICT, WITHOUT ROWID;

-- States to replay from: the one at seq 0 stays for good, so that a newer one may be lost.
CREATE TABLE snapshot (
  session TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  state   TEXT    NOT NULL,              -- SnapshotCodec
  PRIMARY KEY (session, seq)
) STRICT;

-- One row, replaced by every health check: what proves that the log can be written.
CREATE TABLE probe (
  id   INTEGER PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;
