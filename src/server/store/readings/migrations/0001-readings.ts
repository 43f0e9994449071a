// Version 1 of readings.db: series, hot rows, hourly chunks, rollups, counters, quarantine.
import type { Migration } from '../../migrations.ts'

const bucket = `n INTEGER NOT NULL, numbers INTEGER NOT NULL, min REAL, max REAL, sum REAL NOT NULL,
  firstAt INTEGER NOT NULL, firstKind INTEGER NOT NULL, first ANY NOT NULL, lastAt INTEGER NOT NULL, lastKind INTEGER NOT NULL, last ANY NOT NULL`

export const readings: Migration = {
  version: 1,
  what: 'readings',
  sql: `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

-- One per sensor. last* is the newest reading, so that a start needs no search.
CREATE TABLE series (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sensorId TEXT NOT NULL UNIQUE,
  nodeId TEXT NOT NULL,
  type TEXT NOT NULL,
  unit TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  lastAt INTEGER,
  lastKind INTEGER,
  last ANY
) STRICT;
CREATE INDEX seriesOfNode ON series (nodeId);
-- Series of forgotten nodes: their rows are deleted in small steps.
CREATE TABLE doomed (series INTEGER PRIMARY KEY) STRICT;

-- Readings not yet packed. In this order a commit of all sensors writes few pages (29 kB for 300 rows; 1.5 MB the other way round).
-- kind: 0 number, 1 boolean, 2 string, +4 the arrival time stands in for the stamp.
CREATE TABLE hot (
  at INTEGER NOT NULL,
  series INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  value ANY NOT NULL,
  seq INTEGER,
  PRIMARY KEY (at, series)
) STRICT, WITHOUT ROWID;
-- Readings of one sensor and hour, packed; disjoint from hot. keepFrom: retention counts from here.
CREATE TABLE chunk (
  series INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  n INTEGER NOT NULL,
  firstAt INTEGER NOT NULL,
  lastAt INTEGER NOT NULL,
  keepFrom INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (series, hour)
) STRICT, WITHOUT ROWID;

-- Rollups as they are written with the readings; level: 1 minute, 2 hour, 3 day. Closing an hour moves them to the tables below, and
-- late readings of a closed hour start a row here again: what is true is always the sum of both.
CREATE TABLE rollupHot (level INTEGER NOT NULL, at INTEGER NOT NULL, series INTEGER NOT NULL, ${bucket}, PRIMARY KEY (level, at, series)) STRICT, WITHOUT ROWID;
-- Minutes of a closed hour; left out where the hour's chunk is so short that it answers as fast.
CREATE TABLE minuteChunk (
  series INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  keepFrom INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (series, hour)
) STRICT, WITHOUT ROWID;
CREATE TABLE rollupHour (series INTEGER NOT NULL, at INTEGER NOT NULL, ${bucket}, PRIMARY KEY (series, at)) STRICT, WITHOUT ROWID;
CREATE TABLE rollupDay (series INTEGER NOT NULL, at INTEGER NOT NULL, ${bucket}, PRIMARY KEY (series, at)) STRICT, WITHOUT ROWID;

-- received = stored + duplicate + quarantined + dropped, written with what they count.
CREATE TABLE node (
  nodeId TEXT PRIMARY KEY,
  received INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  clockOffsetMs REAL,
  arrivedAt INTEGER NOT NULL,
  boot TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE boot (nodeId TEXT NOT NULL, at INTEGER NOT NULL, boot TEXT NOT NULL, PRIMARY KEY (nodeId, at)) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  nodeId TEXT NOT NULL,
  topic TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sample TEXT NOT NULL
) STRICT;
CREATE INDEX quarantineOfNode ON quarantine (nodeId, id);

-- How the file grows, by the hour: what the forecast is made of.
CREATE TABLE sizeSample (
  at INTEGER PRIMARY KEY,
  usedBytes INTEGER NOT NULL,
  rawBytes INTEGER NOT NULL,
  minuteBytes INTEGER NOT NULL
) STRICT;
`,
}
