// Version 10: secrets at rest, and all of an API key: owner, project filter, two secrets while rotating, use. Released: never edit, add
// the next one instead.

export const keysAndSecrets = {
  version: 10,
  what: 'secrets, and the use of keys',
  sql: `
    CREATE TABLE secret (
      name TEXT PRIMARY KEY,
      keyId TEXT NOT NULL,
      sealed BLOB NOT NULL,
      changedAt INTEGER NOT NULL
    ) STRICT;

    ALTER TABLE apiKey ADD COLUMN ownerId TEXT;
    ALTER TABLE apiKey ADD COLUMN projectIds TEXT;
    ALTER TABLE apiKey ADD COLUMN rotatedAt INTEGER;
    ALTER TABLE apiKey ADD COLUMN oldHash BLOB;
    ALTER TABLE apiKey ADD COLUMN oldSecretUntil INTEGER;
    ALTER TABLE apiKey ADD COLUMN warnedDays INTEGER;

    CREATE TABLE apiKeyUse (
      keyId TEXT PRIMARY KEY REFERENCES apiKey (id) ON DELETE CASCADE,
      lastUsedAt INTEGER NOT NULL,
      calls INTEGER NOT NULL,
      errors INTEGER NOT NULL,
      newSecretCalls INTEGER NOT NULL,
      oldSecretCalls INTEGER NOT NULL,
      callers TEXT NOT NULL
    ) STRICT;
    INSERT INTO apiKeyUse SELECT id, lastUsedAt, 0, 0, 0, 0, '[]' FROM apiKey WHERE lastUsedAt IS NOT NULL;

    CREATE TABLE apiKeyUseDay (
      keyId TEXT NOT NULL REFERENCES apiKey (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      calls INTEGER NOT NULL,
      errors INTEGER NOT NULL,
      times TEXT NOT NULL,
      PRIMARY KEY (keyId, at)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE apiKeyUseRoute (
      keyId TEXT NOT NULL REFERENCES apiKey (id) ON DELETE CASCADE,
      route TEXT NOT NULL,
      calls INTEGER NOT NULL,
      errors INTEGER NOT NULL,
      PRIMARY KEY (keyId, route)
    ) STRICT, WITHOUT ROWID;
  `,
} as const
