// Chance for the simulator: the same seed gives the same run.

export interface Chance {
  /** 0 to 1. */
  next(): number
  /** Normally distributed about 0 with a deviation of 1. */
  normal(): number
}

/** mulberry32 on a seed made from the text. */
export function createChance(seed: string): Chance {
  let state = 0x9e3779b9
  for (const sign of seed) state = Math.imul(state ^ (sign.codePointAt(0) ?? 0), 0x85ebca6b) + 0x1b873593
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return { next, normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()) }
}
