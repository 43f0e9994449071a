// A start that cannot go on: one sentence for the person who started it. headless.ts turns it into exit code 3. Nothing was changed.

/** Thrown while starting; `message` says what happened, to what, and what to do. */
export class StartError extends Error {
  constructor(message: string, more: { cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = 'StartError'
  }
}
