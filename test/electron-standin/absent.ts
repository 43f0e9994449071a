// What unit tests get for 'electron': nothing. Importing the real package outside Electron starts a download of its binary, so
// vitest.config.ts sends the import here; a test that reaches a native call fails on `undefined`.
export {}
