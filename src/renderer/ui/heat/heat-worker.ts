// Worker entry: heat maps away from the page. Pictures come back as bitmaps the page only has to draw.
import { expose, transfer } from 'comlink'
import type { Bounds } from '../../../domain/geometry/point.ts'
import { answerHeat, createHeatRooms, type HeatQuestion } from './answer-heat.ts'
import type { HeatLine } from './heat-lines.ts'

export interface HeatAnswer {
  readonly colours: ImageBitmap
  /** null when nothing is stale. */
  readonly stale: ImageBitmap | null
  readonly bounds: Bounds
  readonly isolines: readonly HeatLine[]
  readonly staleEdges: readonly HeatLine[]
  readonly zoneEdges: readonly HeatLine[]
  readonly colouredCells: number
  readonly staleCells: number
  /** Time in the worker. */
  readonly tookMs: number
}

const rooms = createHeatRooms()

async function heat(question: HeatQuestion): Promise<HeatAnswer | null> {
  const startMs = performance.now()
  const result = answerHeat(question, rooms)
  if (!result) return null
  const { columns, rows, bounds, isolines, staleEdges, zoneEdges, colouredCells, staleCells } = result
  const colours = await createImageBitmap(new ImageData(result.colours, columns, rows))
  const stale = staleCells > 0 ? await createImageBitmap(new ImageData(result.stale, columns, rows)) : null
  const tookMs = performance.now() - startMs
  return transfer(
    { colours, stale, bounds, isolines, staleEdges, zoneEdges, colouredCells, staleCells, tookMs },
    stale ? [colours, stale] : [colours],
  )
}

const answers = { heat }
export type HeatAnswers = typeof answers

expose(answers)
