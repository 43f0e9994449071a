// Patterns of event types: an exact type, a beginning with `*` at its end (`alarm.*`), or `*` for all. Overlapping ones match once. Pure.

const longestPattern = 100

/** Why this is no pattern, as the end of a sentence; null when it is one. `types` is every event type there is. */
export function patternFault(pattern: string, types: readonly string[]): string | null {
  if (pattern === '') return 'is empty; name a type such as alarm.raised, or all of them with *'
  if (pattern.length > longestPattern) return `is longer than ${longestPattern} characters`
  const star = pattern.indexOf('*')
  if (star !== -1 && star !== pattern.length - 1) return 'may have * only at its end, as in alarm.*'
  if (star > 0 && !pattern.endsWith('.*')) return `may have * only after a dot, as in ${pattern.slice(0, -1).split('.')[0]}.*`
  if (!types.some((type) => matchesPattern(type, pattern)))
    return star === -1 ? `names no event type; known are ${types.join(', ')}` : 'fits no event type there is'
  return null
}

export function matchesPattern(type: string, pattern: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern
}

/** Whether one of them matches: overlapping patterns are one subscription. */
export function matchesAny(type: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(type, pattern))
}
