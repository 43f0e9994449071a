// Version 14: business events, the jobs of the outbox, and what they need to survive a restart. Released: never edit, add the next one instead.

export const eventsAndJobs = {
  version: 14,
  what: 'business events and the outbox',
  sql: `
    CREATE TABLE businessEvent (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      version INTEGER NOT NULL,
      at INTEGER NOT NULL,
      subject TEXT NOT NULL,
      projectId TEXT,
      actor TEXT NOT NULL,
      data TEXT NOT NULL CHECK (json_valid(data))
    ) STRICT;
    CREATE INDEX businessEventOfSubject ON businessEvent (subject, seq);
    CREATE INDEX businessEventOfType ON businessEvent (type, seq);

    -- track: 0 a first try (dueKey is UTC ms), 1 a further try (dueKey counts awake ms), 2 a further try put back (dueKey is UTC ms).
    -- step: of the ladder; attempts: tries that ended; leases: times begun since one ended, so that a job that ends the program is seen.
    CREATE TABLE job (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      lane TEXT NOT NULL,
      ref TEXT NOT NULL,
      eventId TEXT,
      subject TEXT,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'dropped')),
      track INTEGER NOT NULL CHECK (track IN (0, 1, 2)),
      dueKey INTEGER NOT NULL,
      dueAt INTEGER NOT NULL,
      isPutBack INTEGER NOT NULL CHECK (isPutBack IN (0, 1)),
      step INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      leases INTEGER NOT NULL,
      createdAt INTEGER NOT NULL,
      endedAt INTEGER,
      lastReason TEXT
    ) STRICT;
    CREATE INDEX jobInOrder ON job (kind, lane, track, id) WHERE state = 'waiting';
    CREATE INDEX jobByDue ON job (kind, lane, track, dueKey) WHERE state = 'waiting';
    CREATE INDEX jobRunning ON job (id) WHERE state = 'running';
    CREATE INDEX jobDead ON job (endedAt DESC, id DESC) WHERE state = 'dead';
    CREATE INDEX jobEnded ON job (endedAt) WHERE state IN ('done', 'dropped');
    CREATE INDEX jobOfRef ON job (kind, ref);
    CREATE INDEX jobOfSubject ON job (subject, id) WHERE subject IS NOT NULL;

    -- A lane is failing while its last try failed. Written when that changes.
    CREATE TABLE jobLane (
      kind TEXT NOT NULL,
      lane TEXT NOT NULL,
      isFailing INTEGER NOT NULL CHECK (isFailing IN (0, 1)),
      changedAt INTEGER NOT NULL,
      PRIMARY KEY (kind, lane)
    ) STRICT, WITHOUT ROWID;

    -- How long this server was awake in all, and when it last was.
    CREATE TABLE jobAwake (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      awakeMs INTEGER NOT NULL,
      seenAt INTEGER NOT NULL
    ) STRICT;

    -- How far the alarms of readings.db are told as business events.
    CREATE TABLE jobRelay (
      name TEXT PRIMARY KEY,
      lastId INTEGER NOT NULL,
      lastAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
} as const
