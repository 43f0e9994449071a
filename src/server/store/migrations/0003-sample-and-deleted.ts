// Version 3: which project is the sample, and an index for the purge of what was deleted. Released: never edit, add the next one instead.

export const sampleAndDeleted = {
  version: 3,
  what: 'the sample project and the purge',
  sql: `
    ALTER TABLE project ADD COLUMN isSample INTEGER NOT NULL DEFAULT 0 CHECK (isSample IN (0, 1));
    CREATE INDEX projectDeleted ON project (deletedAt) WHERE deletedAt IS NOT NULL;
    CREATE INDEX designDeleted ON design (deletedAt) WHERE deletedAt IS NOT NULL;
  `,
} as const
