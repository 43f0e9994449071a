// The search over every panel count up to 200 x 200.

import { layOutPanels } from '../../src/domain/layout/panels.ts'
import { prepareRoom } from '../../src/domain/layout/room.ts'
import { type Claim, percentile, timeRuns } from '../claim.ts'
import { rectangleRoom } from '../rooms.ts'

export const claim: Claim = {
  name: 'panels',
  about: 'every count up to 200 x 200 panels, each strategy',
  run: async () => {
    const prepared = prepareRoom(rectangleRoom(60_000, 60_000))
    if (prepared.kind !== 'ok') throw new Error('the room was refused')
    const room = prepared.value
    const figures = []
    for (const strategy of ['balanced', 'fewest-panels', 'fewest-cuts', 'widest-coverage'] as const) {
      const system = { kind: 'panels', perimeterGapMm: 200, panelGapMm: 20, minMm: 280, maxMm: 60_000, strategy } as const
      const search = () => {
        const done = layOutPanels({ room, system, alternatives: 5 })
        if (done.kind !== 'ok') throw new Error(done.problems.map((problem) => problem.detail).join('; '))
      }
      const times = await timeRuns(search, { runs: 15, warmup: 3 })
      figures.push({ what: `${strategy}, p50`, value: percentile(times, 50), unit: 'ms' as const })
    }
    return figures
  },
}
