// Chooses, out of everything the search counted, the few origins worth showing: the best, and those that win on one criterion.
import type { Point } from '../geometry/point.ts'
import type { GridGround } from './grid-ground.ts'
import { summarizeLine } from './grid-ground.ts'
import { compareGridMerit } from './grid-merit.ts'
import { compareTrials, type SearchResult, type Trial } from './grid-search.ts'
import { explainBest, explainOther } from './grid-why.ts'
import type { GridSummary } from './layout.ts'

/** The front of alternatives, best first by the order of merit; the first is what 'best' chooses. */
export function listAlternatives(ground: GridGround, found: SearchResult, count: number): GridSummary[] {
  const [best] = found.trials
  if (!best || count <= 0) return []
  const judged = new Map(found.trials.map((trial) => [trial, judgeTrial(ground, trial)]))
  const judge = (trial: Trial) => judged.get(trial) as Omit<GridSummary, 'why'>
  const winners = [
    pickLeast(found.trials, (t) => t.merit.cutPieces),
    pickLeast(found.trials, (t) => -(judge(t).worstBorder ?? 0)),
    pickLeast(found.trials, (t) => t.distanceMm),
    pickLeast(found.trials, (t) => t.merit.orderedTiles),
    pickLeast(found.trials, (t) => t.merit.fixturesOffModule),
  ]
  const chosen: Trial[] = [best]
  const isNew = (trial: Trial) => chosen.every((other) => compareGridMerit(other.merit, trial.merit) !== 0)
  for (const trial of [...winners, ...found.trials]) {
    if (chosen.length >= count) break
    if (isNew(trial)) chosen.push(trial)
  }
  // Rooms with fewer different results than asked for get equal ones at other places.
  for (const trial of found.trials) {
    if (chosen.length >= count) break
    if (!chosen.includes(trial)) chosen.push(trial)
  }
  const halfMm: Point = [ground.frame.module[0] / 2, ground.frame.module[1] / 2]
  const equals = countEquals(found, best)
  return chosen.sort(compareTrials).map((trial) => {
    const summary = judge(trial)
    const why = trial === best ? explainBest(summary, { halfMm, equals, proven: found.proven }) : explainOther(summary, judge(best))
    return { ...summary, why }
  })
}

function judgeTrial(ground: GridGround, trial: Trial): Omit<GridSummary, 'why'> {
  const { full, cut, dropped, laidAreaMm2 } = trial.count
  return summarizeLine({ ground, origin: trial.origin, line: trial.line, counts: { full, cut, dropped, total: full + cut }, laidAreaMm2 })
}

function pickLeast(trials: readonly Trial[], measure: (trial: Trial) => number): Trial {
  return trials.reduce((least, trial) => (measure(trial) < measure(least) ? trial : least))
}

function countEquals(found: SearchResult, best: Trial): number {
  const same = (trial: Trial) =>
    compareGridMerit(
      { ...trial.merit, cutPieces: 0, fixturesOffModule: 0, orderedTiles: 0 },
      { ...best.merit, cutPieces: 0, fixturesOffModule: 0, orderedTiles: 0 },
    ) === 0
  return found.trials.filter(same).length
}
