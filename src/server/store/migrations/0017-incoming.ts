// Version 17: sources of incoming webhooks, their inbox, and maintenance tickets. Released: never edit, add the next one instead.

export const incoming = {
  version: 17,
  what: 'incoming webhooks and tickets',
  sql: `
    CREATE TABLE hookSource (
      id TEXT PRIMARY KEY,
      source TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      adapter TEXT NOT NULL,
      hmac TEXT NOT NULL CHECK (json_valid(hmac)),
      eventTypes TEXT NOT NULL CHECK (json_valid(eventTypes)),
      mapping TEXT NOT NULL CHECK (json_valid(mapping)),
      -- [{ id, createdAt, endsAt }]; the secrets themselves are in the secret box.
      keyList TEXT NOT NULL CHECK (json_valid(keyList)),
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      createdAt INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Counted at the rate of the senders: apart, so that the audit isn't full of it.
    CREATE TABLE hookUsage (
      sourceId TEXT PRIMARY KEY REFERENCES hookSource (id) ON DELETE CASCADE,
      received INTEGER NOT NULL DEFAULT 0,
      repeats INTEGER NOT NULL DEFAULT 0,
      refused INTEGER NOT NULL DEFAULT 0,
      failed INTEGER NOT NULL DEFAULT 0,
      lastAt INTEGER,
      lastRefusedAt INTEGER,
      lastRefusal TEXT,
      -- { keyId: when it was last used }
      keyUse TEXT NOT NULL DEFAULT '{}'
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE hookSeen (
      sourceId TEXT NOT NULL REFERENCES hookSource (id) ON DELETE CASCADE,
      deliveryId TEXT NOT NULL,
      inboxId TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (sourceId, deliveryId)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX hookSeenAt ON hookSeen (at);
    CREATE TABLE inbox (
      id TEXT PRIMARY KEY,
      sourceId TEXT NOT NULL REFERENCES hookSource (id) ON DELETE CASCADE,
      deliveryId TEXT NOT NULL,
      eventType TEXT,
      receivedAt INTEGER NOT NULL,
      body BLOB NOT NULL,
      bytes INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'ignored')),
      attempts INTEGER NOT NULL,
      processedAt INTEGER,
      reason TEXT,
      outcome TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX inboxNewest ON inbox (receivedAt DESC, id DESC);
    CREATE INDEX inboxOfSource ON inbox (sourceId, receivedAt DESC, id DESC);
    CREATE INDEX inboxOfState ON inbox (state, receivedAt DESC, id DESC);
    CREATE TABLE ticket (
      id TEXT PRIMARY KEY,
      title TEXT NOT NULL,
      description TEXT NOT NULL,
      priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 3),
      state TEXT NOT NULL CHECK (state IN ('open', 'inProgress', 'done')),
      nodeId TEXT,
      dueAt INTEGER,
      sourceId TEXT,
      externalId TEXT,
      createdBy TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL,
      closedAt INTEGER,
      revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX ticketOfSource ON ticket (sourceId, externalId) WHERE externalId IS NOT NULL;
    CREATE INDEX ticketNewest ON ticket (createdAt DESC, id DESC);
    CREATE INDEX ticketOfNode ON ticket (nodeId, createdAt DESC, id DESC);
  `,
} as const
