// Version 13: the use of keys by the hour, of the last two days. Released: never edit, add the next one instead.

export const keyHours = {
  version: 13,
  what: 'the use of keys by the hour',
  sql: `
    CREATE TABLE apiKeyUseHour (
      keyId TEXT NOT NULL REFERENCES apiKey (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      calls INTEGER NOT NULL,
      errors INTEGER NOT NULL,
      oldSecretCalls INTEGER NOT NULL,
      PRIMARY KEY (keyId, at)
    ) STRICT, WITHOUT ROWID;
  `,
} as const
