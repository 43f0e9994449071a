// Version 18: which kind of event a notice tells, so that a window doesn't tell the same thing twice. Released: never edit, add the next one
// instead.

export const noticeEvents = {
  version: 18,
  what: 'the event of a notice',
  sql: `
    ALTER TABLE notice ADD COLUMN eventType TEXT;
  `,
} as const
