// Version 2 of readings.db: alarms (one row per rule and sensor that was ever raised or is about to be) and their event log. Released: never
// edit, add the next one instead. Written only by the ingest worker, in the transaction of the samples that caused it.

export const alarms = {
  version: 2,
  what: 'alarms and their events',
  sql: `
    CREATE TABLE alarm (
      id TEXT PRIMARY KEY,
      ruleId TEXT NOT NULL,
      ruleName TEXT NOT NULL,
      sensorId TEXT,
      nodeId TEXT NOT NULL,
      designId TEXT,
      type TEXT NOT NULL,
      unit TEXT NOT NULL,
      kind TEXT NOT NULL,
      setPoint REAL,
      deadband REAL NOT NULL,
      advice TEXT NOT NULL,
      basePriority INTEGER NOT NULL,
      priority INTEGER NOT NULL,
      state TEXT NOT NULL,
      isActive INTEGER NOT NULL CHECK (isActive IN (0, 1)),
      pendingSince INTEGER,
      isGated INTEGER NOT NULL CHECK (isGated IN (0, 1)),
      value TEXT,
      valueAt INTEGER,
      raisedAt INTEGER,
      returnedAt INTEGER,
      acknowledgedAt INTEGER,
      acknowledgedBy TEXT,
      comment TEXT,
      shelvedUntil INTEGER,
      shelvedReason TEXT,
      shelvedBy TEXT,
      suppressedBy TEXT,
      escalation INTEGER NOT NULL,
      nextEscalationAt INTEGER,
      changedAt INTEGER NOT NULL,
      searchText TEXT NOT NULL,
      endedAt INTEGER
    ) STRICT, WITHOUT ROWID;
    -- Most urgent first: priority, then what nobody has acknowledged, then the newest.
    CREATE INDEX alarmUrgency ON alarm (priority, (state IN ('acknowledged', 'latchedAcknowledged')), (-coalesce(raisedAt, changedAt)), id)
      WHERE state <> 'normal';
    CREATE INDEX alarmCleared ON alarm ((-changedAt), id) WHERE state = 'normal' AND raisedAt IS NOT NULL;

    CREATE TABLE alarmEvent (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      alarmId TEXT NOT NULL,
      at INTEGER NOT NULL,
      transition TEXT NOT NULL,
      "from" TEXT NOT NULL,
      "to" TEXT NOT NULL,
      value TEXT,
      priority INTEGER NOT NULL,
      "by" TEXT,
      comment TEXT,
      until INTEGER
    ) STRICT;
    CREATE INDEX alarmEventOfAlarm ON alarmEvent (alarmId, at);
    CREATE INDEX alarmEventAt ON alarmEvent (at);
    CREATE INDEX alarmEventCleared ON alarmEvent (at) WHERE "to" = 'normal' AND "from" NOT IN ('shelved', 'suppressed', 'outOfService');
  `,
} as const
