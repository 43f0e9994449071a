// Laying out 10,000 tiles in a 60-gon: the full result, one frame of a drag, the search for the best origin, and the hostile limits.

import { computeLayout } from '../../src/domain/layout/compute.ts'
import { readGenericCatalogue } from '../catalogue.ts'
import { type Claim, percentile, timeRuns } from '../claim.ts'
import { rectangleRoom, roundRoom, tenThousandTileRoom } from '../rooms.ts'

const catalogue = readGenericCatalogue()

function lay(room: Parameters<typeof computeLayout>[0]['room'], origin: 'best' | readonly [number, number], alternatives: number) {
  const done = computeLayout({ room, system: { kind: 'grid', module: [600, 600], origin }, catalogue, alternatives })
  if (done.kind !== 'ok') throw new Error(done.problems.map((problem) => problem.detail).join('; '))
  return done.value
}

export const claim: Claim = {
  name: 'layout',
  about: '10,000 tiles of 600 x 600 in a room of 60 slanted edges',
  run: async () => {
    let step = 0
    const dragOn = () => {
      step += 7
      return lay(tenThousandTileRoom, [step % 600, (step * 3) % 600], 0)
    }
    const frame = await timeRuns(dragOn, { runs: 120, warmup: 30 })
    const best = await timeRuns(() => lay(tenThousandTileRoom, 'best', 5), { runs: 3, warmup: 1 })
    const hostile = await timeRuns(() => lay(roundRoom(2000, 130_000, 130_000), 'best', 5), { runs: 1, warmup: 0 })
    const rectangle = await timeRuns(() => lay(rectangleRoom(59_900, 59_900), 'best', 5), { runs: 5, warmup: 1 })
    const layout = lay(tenThousandTileRoom, [0, 0], 0)
    return [
      { what: 'tiles laid', value: layout.counts.total, unit: 'count' },
      { what: 'pinned origin, full result with every polygon, p50', value: percentile(frame, 50), unit: 'ms' },
      {
        what: 'the same, p95 (one frame of a drag)',
        value: percentile(frame, 95),
        unit: 'ms',
        budget: 16,
        note: 'the whole frame of a drag is in canvas',
      },
      { what: 'best origin and 5 alternatives, slanted edges, p50', value: percentile(best, 50), unit: 'ms', budget: 2000 },
      { what: 'best origin and 5 alternatives, 100 x 100 rectangle, p50', value: percentile(rectangle, 50), unit: 'ms' },
      { what: 'hostile: 2,000 vertices and 147,000 cells', value: percentile(hostile, 50), unit: 'ms', budget: 2000 },
    ]
  },
}
