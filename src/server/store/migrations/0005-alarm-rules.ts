// Version 5: alarm rules. Alarms themselves live in readings.db. Released: never edit, add the next one instead.

export const alarmRules = {
  version: 5,
  what: 'alarm rules',
  sql: `
    CREATE TABLE alarmRule (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      fields TEXT NOT NULL CHECK (json_valid(fields)),
      isDefault INTEGER NOT NULL CHECK (isDefault IN (0, 1)),
      revision INTEGER NOT NULL,
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX alarmRuleNewest ON alarmRule (createdAt DESC, id DESC);
    -- A row says that the default rules were made once; deleted ones don't come back.
    CREATE TABLE alarmDefault (id INTEGER PRIMARY KEY CHECK (id = 1), madeAt INTEGER NOT NULL) STRICT;
  `,
} as const
