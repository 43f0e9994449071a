// Version 8: own roles; the built-in ones are data of the program. Released: never edit, add the next one instead.

export const ownRoles = {
  version: 8,
  what: 'own roles',
  sql: `
    CREATE TABLE role (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      permissions TEXT NOT NULL CHECK (json_valid(permissions)),
      revision INTEGER NOT NULL,
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
} as const
