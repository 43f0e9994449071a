// What of the quality page stands in the address. Pure.

export const qualityRanges = { d1: 86_400_000, d7: 7 * 86_400_000, d30: 30 * 86_400_000 } as const
export type QualityRange = keyof typeof qualityRanges
export interface QualitySearch {
  readonly range?: QualityRange
}

/** A week where nothing is said. */
export function readQualitySearch(search: Record<string, unknown>): QualitySearch {
  const range = (Object.keys(qualityRanges) as QualityRange[]).find((r) => r === search.range)
  return range === undefined ? {} : { range }
}
