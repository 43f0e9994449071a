// Version 2: exports as records, and the settings. Released: never edit, add the next one instead.

export const exportsAndSettings = {
  version: 2,
  what: 'exports and settings',
  sql: `
    CREATE TABLE export (
      id TEXT PRIMARY KEY,
      designId TEXT NOT NULL REFERENCES design (id) ON DELETE CASCADE,
      designRevision INTEGER NOT NULL,
      format TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
      fileName TEXT NOT NULL,
      contentType TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      warnings TEXT NOT NULL,
      reason TEXT,
      savedTo TEXT,
      createdAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX exportByDesign ON export (designId, createdAt, id);
    CREATE INDEX exportRunning ON export (status) WHERE status = 'running';

    CREATE TABLE setting (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      revision INTEGER NOT NULL,
      "values" TEXT NOT NULL,
      updatedAt INTEGER NOT NULL
    ) STRICT;
  `,
} as const
