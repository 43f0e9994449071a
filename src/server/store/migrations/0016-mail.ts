// Version 16: mail by SMTP, its templates, rules, suppressions, digests, and notices. Released: never edit, add the next one instead.

export const mail = {
  version: 16,
  what: 'mail, rules and notices',
  sql: `
    CREATE TABLE mailSettings (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      fields TEXT NOT NULL CHECK (json_valid(fields)),
      revision INTEGER NOT NULL
    ) STRICT;
    -- The newest version of a kind counts; one that says isDefault stands for the built-in text.
    CREATE TABLE mailTemplate (
      kind TEXT NOT NULL,
      version INTEGER NOT NULL,
      isDefault INTEGER NOT NULL CHECK (isDefault IN (0, 1)),
      subject TEXT NOT NULL,
      html TEXT NOT NULL,
      text TEXT NOT NULL,
      at INTEGER NOT NULL,
      writtenBy TEXT NOT NULL,
      PRIMARY KEY (kind, version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE mailRule (
      id TEXT PRIMARY KEY,
      fields TEXT NOT NULL CHECK (json_valid(fields)),
      createdAt INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- One row per recipient: what happened to each is known of each.
    CREATE TABLE mailMessage (
      id TEXT PRIMARY KEY,
      batchId TEXT,
      kind TEXT NOT NULL,
      email TEXT NOT NULL,
      accountId TEXT,
      ruleId TEXT,
      eventId TEXT,
      subject TEXT,
      -- Sealed things (links that open a door) are in the secret box, not here.
      data TEXT NOT NULL CHECK (json_valid(data)),
      messageId TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'suppressed', 'dropped')),
      reason TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      createdAt INTEGER NOT NULL,
      nextAt INTEGER,
      endedAt INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mailNewest ON mailMessage (createdAt DESC, id DESC);
    CREATE INDEX mailOfState ON mailMessage (state, createdAt DESC, id DESC);
    CREATE INDEX mailOfBatch ON mailMessage (batchId, state) WHERE batchId IS NOT NULL;
    CREATE TABLE mailSuppression (
      emailKey TEXT PRIMARY KEY,
      email TEXT NOT NULL,
      why TEXT NOT NULL CHECK (why IN ('refused', 'unsubscribed', 'byHand')),
      detail TEXT,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE mailDigestItem (
      id INTEGER PRIMARY KEY,
      groupId TEXT NOT NULL,
      eventId TEXT NOT NULL,
      line TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX mailDigestOfGroup ON mailDigestItem (groupId, id);
    CREATE TABLE notice (
      id TEXT PRIMARY KEY,
      -- null: the owner of this machine.
      accountId TEXT,
      title TEXT NOT NULL,
      body TEXT NOT NULL,
      subject TEXT,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX noticeNewest ON notice (at DESC, id DESC);
  `,
} as const
