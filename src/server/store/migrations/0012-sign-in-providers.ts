// Version 12: OpenID Connect providers, and which of their people is which account. Released: never edit, add the next one instead.

export const signInProviders = {
  version: 12,
  what: 'sign-in providers',
  sql: `
    CREATE TABLE signInProvider (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      issuer TEXT NOT NULL,
      clientId TEXT NOT NULL,
      relayUrl TEXT,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      newAccountRole TEXT,
      allowPrivateNetwork INTEGER NOT NULL CHECK (allowPrivateNetwork IN (0, 1)),
      allowLoopback INTEGER NOT NULL CHECK (allowLoopback IN (0, 1)),
      lastTest TEXT CHECK (lastTest IS NULL OR json_valid(lastTest)),
      revision INTEGER NOT NULL,
      createdAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX signInProviderNewest ON signInProvider (createdAt DESC, id DESC);
    -- Somebody at a provider is (issuer, subject), never an e-mail: those change hands.
    CREATE TABLE identity (
      id TEXT PRIMARY KEY,
      accountId TEXT NOT NULL,
      providerId TEXT NOT NULL REFERENCES signInProvider (id) ON DELETE CASCADE,
      issuer TEXT NOT NULL,
      subject TEXT NOT NULL,
      linkedAt INTEGER NOT NULL,
      UNIQUE (providerId, issuer, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX identityOfAccount ON identity (accountId);
  `,
} as const
