// Version 1: projects, their designs, and every save of a design as one row. Released: never edit, add the next one instead.

export const projectsAndDesigns = {
  version: 1,
  what: 'projects and designs',
  sql: `
    CREATE TABLE project (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      searchName TEXT NOT NULL,
      notes TEXT NOT NULL,
      units TEXT NOT NULL CHECK (units IN ('metric', 'imperial')),
      catalogue TEXT NOT NULL,
      wasteRate REAL NOT NULL,
      labourRate REAL NOT NULL,
      taxRate REAL NOT NULL,
      revision INTEGER NOT NULL,
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL,
      deletedAt INTEGER
    ) STRICT;
    CREATE INDEX projectByUpdate ON project (updatedAt, id);

    CREATE TABLE design (
      id TEXT PRIMARY KEY,
      projectId TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      searchName TEXT NOT NULL,
      revision INTEGER NOT NULL,
      system TEXT NOT NULL,
      outline TEXT,
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL,
      deletedAt INTEGER
    ) STRICT;
    CREATE INDEX designByProject ON design (projectId, updatedAt, id);
    CREATE INDEX designByUpdate ON design (updatedAt, id);

    CREATE TABLE revision (
      designId TEXT NOT NULL REFERENCES design (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      name TEXT NOT NULL,
      cause TEXT NOT NULL CHECK (cause IN ('created', 'saved', 'renamed', 'restored', 'imported', 'duplicated')),
      savedAt INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (designId, number)
    ) STRICT;
  `,
} as const
