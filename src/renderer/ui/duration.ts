// Spans of time as people type them: 90 s, 5 min, 1 h 30 min. Pure.

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads 90, 90 s, 5 min, 1 h 30 min, 1.5 h; a number alone is seconds. Null when it can't be read. */
export function readDuration(text: string): number | null {
  const said = text.trim().toLowerCase().replaceAll(',', '.')
  if (said === '') return null
  if (/^\d+(\.\d+)?$/.test(said)) return Math.round(Number(said) * 1000)
  let left = said
  let sum = 0
  while (left !== '') {
    const part = /^(\d+(?:\.\d+)?)\s*([a-z]+)\s*/.exec(left)
    const ms = unitMs[part?.[2] ?? '']
    if (!part || ms === undefined) return null
    sum += Number(part[1]) * ms
    left = left.slice(part[0].length)
  }
  return Math.round(sum)
}

/** A duration as it is typed: 1 h 30 min. */
export function durationText(ms: number): string {
  if (ms === 0) return '0 s'
  const parts: string[] = []
  let left = ms
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const) {
    const count = Math.floor(left / size)
    if (count > 0) parts.push(`${count} ${unit}`)
    left -= count * size
  }
  return parts.join(' ')
}
