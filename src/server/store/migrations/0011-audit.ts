// Version 11: the audit, its signed checkpoints and what was archived. Released: never edit, add the next one instead.

export const audit = {
  version: 11,
  what: 'audit',
  sql: `
    -- hash = SHA-256 of the hash before and the canonical row (store/audit-chain.ts). Rows are only ever added, and archived from the old end.
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      actorKind TEXT NOT NULL,
      actorId TEXT,
      actorName TEXT NOT NULL,
      program TEXT NOT NULL,
      action TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
      subject TEXT,
      before TEXT,
      after TEXT,
      detail TEXT,
      requestId TEXT,
      previous TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE auditCheckpoint (
      entryId INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      hash TEXT NOT NULL,
      signature TEXT NOT NULL
    ) STRICT;
    CREATE TABLE auditArchive (
      fromId INTEGER PRIMARY KEY,
      toId INTEGER NOT NULL,
      at INTEGER NOT NULL,
      lastHash TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      fileName TEXT NOT NULL,
      signature TEXT NOT NULL
    ) STRICT;
  `,
} as const
