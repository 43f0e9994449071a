// Broken promises of our own code: answered with 500 and a log id, never with inner text.

/** Throws a plain Error (a bug, not a refusal) when `condition` is false. */
export function invariant(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${why}`)
}
