// What a measured claim is: one file per claim exports one of these, and run.ts prints them all. Nothing here is ever asserted in a test.

/** One figure. `baseline` names what it is compared with in the same run; `ratio` is figure / baseline. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | 'MB' | 'kB' | 'B' | 'x' | 'fps' | 'count' | 'us' | '/s' | '%'
  /** The budget it is held against, in the same unit, with where the budget comes from. */
  readonly budget?: number
  /** 'most': value must not pass the budget; 'least': it must reach it. Default 'most'. */
  readonly sense?: 'most' | 'least'
  readonly baseline?: string
  readonly note?: string
}

export interface Claim {
  readonly name: string
  readonly about: string
  run(): Promise<readonly Figure[]>
}

/** p-th percentile (0..100) by nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((p / 100) * sorted.length) - 1))] ?? Number.NaN
}

/** Runs fn `warmup` times uncounted, then `runs` times; milliseconds of each counted run. */
export async function timeRuns(fn: () => unknown, { runs, warmup }: { runs: number; warmup: number }): Promise<number[]> {
  for (let i = 0; i < warmup; i++) await fn()
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    await fn()
    times.push(performance.now() - start)
  }
  return times
}

const round = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

/** A figure in words: its value, whether it keeps its budget, and what it is compared with. */
export function printFigure(figure: Figure): { readonly value: string; readonly verdict: string; readonly against: string } {
  const { budget, sense, unit } = figure
  const least = sense === 'least'
  const holds = budget !== undefined && (least ? figure.value >= budget : figure.value <= budget)
  const verdict = budget === undefined ? '' : `${holds ? 'holds' : 'OVER'} (${least ? 'at least' : 'at most'} ${round(budget)} ${unit})`
  const against = [figure.baseline && `against ${figure.baseline}`, figure.note].filter(Boolean).join('; ')
  return { value: `${round(figure.value)} ${unit}`, verdict, against }
}
