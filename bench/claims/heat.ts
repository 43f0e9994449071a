// The heat map of a large room with 500 sensors on 400 x 250 cells, as the worker computes it: a first question and one more with new values.
import type { Polygon } from '../../src/domain/geometry/point.ts'
import { answerHeat, createHeatRooms, type HeatQuestion } from '../../src/renderer/ui/heat/answer-heat.ts'
import { isolineLevels, scaleOf } from '../../src/renderer/ui/heat/heat-scale.ts'
import { type Claim, percentile, timeRuns } from '../claim.ts'
import { temperatureAt } from '../readings-file.ts'

const [widthMm, heightMm, columns, rows] = [75_000, 45_000, 25, 20]
/** Two wings, a yard and a core, so that colours have to go round walls. */
const room: Polygon = {
  outer: [
    [0, 0],
    [widthMm, 0],
    [widthMm, heightMm],
    [45_000, heightMm],
    [45_000, 30_000],
    [30_000, 30_000],
    [30_000, heightMm],
    [0, heightMm],
  ],
  holes: [
    [
      [35_000, 12_000],
      [35_000, 18_000],
      [41_000, 18_000],
      [41_000, 12_000],
    ],
  ],
}
const stops = [
  [20, 49, 107],
  [111, 128, 168],
  [219, 162, 118],
  [255, 224, 138],
] as const

function questionAt(minute: number): HeatQuestion {
  const samples = Array.from({ length: columns * rows }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)]
    return {
      xMm: ((column + 0.5) / columns) * widthMm,
      yMm: ((row + 0.5) / rows) * heightMm,
      value: temperatureAt(minute * 60_000 + i * 7_000_000),
      isFresh: i % 23 !== 0,
    }
  })
  const values = samples.map(({ value }) => value)
  const scale = scaleOf('temperature', values)
  return { room, samples, kind: 'number', scale, levels: isolineLevels(scale, values), stops }
}

export const claim: Claim = {
  name: 'heat',
  about: 'the heat map of a room of 3,000 m2 with walls and 500 sensors, 400 x 250 cells, as its web worker computes it',
  run: async () => {
    const first = await timeRuns(() => answerHeat(questionAt(0)), { runs: 8, warmup: 2 })
    const rooms = createHeatRooms()
    let minute = 0
    const next = await timeRuns(() => answerHeat(questionAt(minute++), rooms), { runs: 30, warmup: 3 })
    return [
      { what: 'first of a room, p50', value: percentile(first, 50), unit: 'ms', note: 'the room’s raster made' },
      { what: 'new values of the same room, p50', value: percentile(next, 50), unit: 'ms', budget: 200 },
      { what: 'new values of the same room, worst of 30', value: Math.max(...next), unit: 'ms', budget: 200 },
    ]
  },
}
