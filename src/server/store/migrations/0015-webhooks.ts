// Version 15: outgoing webhooks: endpoints, how they do, deliveries and the log of their attempts. Released: never edit, add the next one
// instead.

export const webhooks = {
  version: 15,
  what: 'outgoing webhooks',
  sql: `
    CREATE TABLE webhook (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      url TEXT NOT NULL,
      events TEXT NOT NULL CHECK (json_valid(events)),
      -- { name: value }; null stands for a value that is in the secret box.
      headers TEXT NOT NULL CHECK (json_valid(headers)),
      payload TEXT NOT NULL CHECK (payload IN ('full', 'thin')),
      allowLoopback INTEGER NOT NULL CHECK (allowLoopback IN (0, 1)),
      allowPrivateNetwork INTEGER NOT NULL CHECK (allowPrivateNetwork IN (0, 1)),
      strictOrder INTEGER NOT NULL CHECK (strictOrder IN (0, 1)),
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      disabledAt INTEGER,
      disabledReason TEXT,
      -- [{ id, createdAt, endsAt }]; the secrets themselves are in the secret box.
      keyList TEXT NOT NULL CHECK (json_valid(keyList)),
      createdAt INTEGER NOT NULL,
      createdBy TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Changes with every attempt: apart, so that the audit isn't full of it. failingSince and warnedAt count awake ms.
    CREATE TABLE webhookState (
      webhookId TEXT PRIMARY KEY REFERENCES webhook (id) ON DELETE CASCADE,
      delivered INTEGER NOT NULL DEFAULT 0,
      failed INTEGER NOT NULL DEFAULT 0,
      attempts INTEGER NOT NULL DEFAULT 0,
      durationMs INTEGER NOT NULL DEFAULT 0,
      lastSuccessAt INTEGER,
      lastFailureAt INTEGER,
      lastReason TEXT,
      failingSince INTEGER,
      warnedAt INTEGER
    ) STRICT, WITHOUT ROWID;

    -- The bytes that are signed and sent: once for each event and payload.
    CREATE TABLE webhookBody (
      id TEXT PRIMARY KEY,
      bytes BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Its id is the webhook-id of every attempt and replay.
    CREATE TABLE delivery (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      webhookId TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
      bodyId TEXT NOT NULL,
      eventId TEXT,
      eventType TEXT NOT NULL,
      subject TEXT,
      projectId TEXT,
      isTest INTEGER NOT NULL CHECK (isTest IN (0, 1)),
      state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'dropped')),
      attempts INTEGER NOT NULL,
      httpStatus INTEGER,
      reason TEXT,
      createdAt INTEGER NOT NULL,
      lastAt INTEGER,
      dueAt INTEGER,
      jobId INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX deliveryOfWebhook ON delivery (webhookId, seq);
    CREATE INDEX deliveryOfState ON delivery (webhookId, state, seq);
    CREATE INDEX deliveryByState ON delivery (state, seq);
    CREATE INDEX deliveryOfSubject ON delivery (subject, seq) WHERE subject IS NOT NULL;
    CREATE INDEX deliveryOfBody ON delivery (bodyId);

    CREATE TABLE deliveryAttempt (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      deliveryId TEXT NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      durationMs INTEGER NOT NULL,
      httpStatus INTEGER,
      reason TEXT,
      answer BLOB,
      answerType TEXT,
      isCut INTEGER NOT NULL CHECK (isCut IN (0, 1))
    ) STRICT;
    CREATE INDEX deliveryAttemptOf ON deliveryAttempt (deliveryId, id);
    CREATE INDEX deliveryAttemptAnswer ON deliveryAttempt (id) WHERE answer IS NOT NULL;
  `,
} as const
