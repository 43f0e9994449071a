// Version 4: nodes with their credentials, sensors and stand-ins, commands, the keys of programs, dashboards and the tariff.
// Released: never edit, add the next one.

export const nodesAndKeys = {
  version: 4,
  what: 'nodes, sensors, commands, API keys, dashboards and the tariff',
  sql: `
    CREATE TABLE node (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      notes TEXT NOT NULL,
      isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
      createdAt INTEGER NOT NULL,
      registeredAt INTEGER,
      deletedAt INTEGER,
      replacedAt INTEGER,
      revokedAt INTEGER,
      intervalMs INTEGER,
      reportedIntervalMs INTEGER,
      location TEXT,
      reportedLocation TEXT,
      firmwareVersion TEXT,
      capabilities TEXT NOT NULL,
      batteryLevel REAL,
      signalDbm REAL,
      reported TEXT,
      reportedAt INTEGER,
      willFired INTEGER NOT NULL CHECK (willFired IN (0, 1)),
      isDown INTEGER NOT NULL CHECK (isDown IN (0, 1)),
      connectedAt INTEGER,
      lastSeenAt INTEGER,
      address TEXT,
      registration TEXT,
      status TEXT
    ) STRICT;

    CREATE TABLE nodeAlias (
      deviceId TEXT PRIMARY KEY,
      nodeId TEXT NOT NULL REFERENCES node (id) ON DELETE CASCADE,
      createdAt INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE credential (
      id INTEGER PRIMARY KEY,
      nodeId TEXT NOT NULL REFERENCES node (id) ON DELETE CASCADE,
      hash BLOB NOT NULL UNIQUE,
      createdAt INTEGER NOT NULL,
      firstUsedAt INTEGER,
      expiresAt INTEGER
    ) STRICT;
    CREATE INDEX credentialNode ON credential (nodeId);

    CREATE TABLE sensor (
      id TEXT PRIMARY KEY,
      nodeId TEXT NOT NULL REFERENCES node (id) ON DELETE CASCADE,
      type TEXT NOT NULL,
      name TEXT,
      unit TEXT,
      reportedUnit TEXT NOT NULL,
      location TEXT,
      createdAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sensorNode ON sensor (nodeId);

    CREATE TABLE command (
      id TEXT PRIMARY KEY,
      nodeId TEXT NOT NULL REFERENCES node (id) ON DELETE CASCADE,
      command TEXT NOT NULL,
      parameters TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      result TEXT,
      attempts INTEGER NOT NULL,
      createdAt INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL,
      sentAt INTEGER,
      acceptedAt INTEGER,
      endedAt INTEGER
    ) STRICT;
    CREATE INDEX commandNode ON command (nodeId, createdAt, id);
    CREATE INDEX commandOpen ON command (state) WHERE endedAt IS NULL;

    CREATE TABLE apiKey (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      prefix TEXT NOT NULL,
      hash BLOB NOT NULL,
      scopes TEXT NOT NULL,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      perMinute INTEGER,
      perHour INTEGER,
      perDay INTEGER,
      createdAt INTEGER NOT NULL,
      expiresAt INTEGER,
      lastUsedAt INTEGER
    ) STRICT;

    CREATE TABLE dashboard (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      designId TEXT,
      tiles TEXT NOT NULL,
      revision INTEGER NOT NULL,
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE tariff (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      revision INTEGER NOT NULL,
      "values" TEXT NOT NULL,
      updatedAt INTEGER NOT NULL
    ) STRICT;
  `,
} as const
