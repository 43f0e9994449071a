// Version 6: accounts and their second factor. Released: never edit, add the next one instead.

export const accounts = {
  version: 6,
  what: 'accounts',
  sql: `
    CREATE TABLE account (
      id TEXT PRIMARY KEY,
      email TEXT NOT NULL,
      -- What addresses are compared by; freed when the account is deleted.
      emailKey TEXT UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      state TEXT NOT NULL CHECK (state IN ('active', 'invited', 'anonymised')),
      passwordHash TEXT,
      hasTotp INTEGER NOT NULL DEFAULT 0 CHECK (hasTotp IN (0, 1)),
      -- Time step of the last code that was taken: a code works once.
      totpStep INTEGER NOT NULL DEFAULT 0,
      createdAt INTEGER NOT NULL,
      lastSignInAt INTEGER,
      deletedAt INTEGER,
      revision INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX accountNewest ON account (createdAt DESC, id DESC);
    CREATE TABLE recoveryCode (
      accountId TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      hash BLOB NOT NULL,
      PRIMARY KEY (accountId, hash)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE signInDelay (
      accountId TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
      failures INTEGER NOT NULL,
      lockedUntil INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
} as const
