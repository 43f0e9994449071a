// Version 7: sessions with their refresh tokens, and links that work once. Released: never edit, add the next one instead.

export const sessions = {
  version: 7,
  what: 'sessions and one-time links',
  sql: `
    CREATE TABLE session (
      id TEXT PRIMARY KEY,
      accountId TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      program TEXT NOT NULL,
      way TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      lastUsedAt INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL,
      endedAt INTEGER
    ) STRICT;
    CREATE INDEX sessionOfAccount ON session (accountId, createdAt DESC, id DESC);
    CREATE INDEX sessionNewest ON session (createdAt DESC, id DESC);
    CREATE TABLE refreshToken (
      hash BLOB PRIMARY KEY,
      sessionId TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
      issuedAt INTEGER NOT NULL,
      replacedAt INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX refreshTokenOfSession ON refreshToken (sessionId);
    CREATE TABLE oneTimeLink (
      hash BLOB PRIMARY KEY,
      accountId TEXT REFERENCES account (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('invitation', 'setUp', 'magic', 'reset')),
      bindingHash BLOB,
      issuedAt INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX oneTimeLinkOfAccount ON oneTimeLink (accountId, kind);
  `,
} as const
