// Version 19: the text of a batch once instead of in each of its mails, files that go with mails, and indexes for what panels list. Released:
// never edit, add the next one instead.

export const mailBatches = {
  version: 19,
  what: 'batches of mail, and files with mails',
  sql: `
    -- Written with its cause; its mails are added bit by bit afterwards, so that ten thousand of them hold up nothing.
    CREATE TABLE mailBatch (
      id TEXT PRIMARY KEY,
      data TEXT NOT NULL CHECK (json_valid(data)),
      recipients TEXT NOT NULL CHECK (json_valid(recipients)),
      total INTEGER NOT NULL,
      -- So many of the recipients have their mail.
      added INTEGER NOT NULL,
      isTakenBack INTEGER NOT NULL CHECK (isTakenBack IN (0, 1)),
      createdAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE mailMessage ADD COLUMN file TEXT CHECK (file IS NULL OR json_valid(file));
    DROP INDEX mailOfBatch;
    CREATE INDEX mailOfBatch ON mailMessage (batchId, state, createdAt DESC, id DESC) WHERE batchId IS NOT NULL;
    CREATE INDEX mailOfBatchNewest ON mailMessage (batchId, createdAt DESC, id DESC) WHERE batchId IS NOT NULL;
    CREATE INDEX mailEnded ON mailMessage (endedAt) WHERE endedAt IS NOT NULL;
  `,
} as const
