// Version 9: what was counted against rate limits, and the answers kept for repeated requests. Released: never edit, add the next one instead.

export const limitsAndRepeats = {
  version: 9,
  what: 'rate limits and repeated requests',
  sql: `
    -- counted may run ahead of what was let in: after a crash it is what counts.
    CREATE TABLE rateWindow (
      subject TEXT NOT NULL,
      windowS INTEGER NOT NULL,
      openedAt INTEGER NOT NULL,
      counted INTEGER NOT NULL,
      PRIMARY KEY (subject, windowS)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE repeatedRequest (
      id TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      startedAt INTEGER NOT NULL,
      -- Sealed; NULL while it runs, and for good when the program ended before the answer.
      answer BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX repeatedRequestOldest ON repeatedRequest (startedAt);
  `,
} as const
