// Version 20: what the inbox takes up is counted without reading the bodies. Released: never edit, add the next one instead.

export const inboxSize = {
  version: 20,
  what: 'the size of the inbox',
  sql: 'CREATE INDEX inboxSize ON inbox (state, bytes)',
} as const
