// A drawing on paper: frame, title block, legend, specification, quantities and notes round the model at a true scale.
// Model and sheet stay apart: the model is never moved; the paper is laid round it, in the room's millimetres.
import type { Design, TitleBlock } from '../design.ts'
import type { Bounds, Point } from '../geometry/point.ts'
import type { Layout } from '../layout/layout.ts'
import type { PreparedRoom } from '../layout/room.ts'
import type { Outcome } from '../problem.ts'
import { buildDrawList } from './build-draw-list.ts'
import { chainReach, type LengthStyle } from './dimension-chain.ts'
import type { DrawItem, DrawList } from './draw-list.ts'
import { type PaperSize, planSheet, type Sheet, type SheetPlan } from './sheet.ts'
import { type Block, legendBlock, notesBlock, quantitiesBlock, specificationBlock } from './sheet-blocks.ts'
import { drawTitleBlock, titleBlockHeight } from './title-block.ts'

function box(bounds: Bounds, weight: 'thin' | 'thick'): DrawItem {
  const { minX, minY, maxX, maxY } = bounds
  const points: Point[] = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ]
  return { kind: 'polyline', layer: 'titleBlock', points, closed: true, weight }
}

/** Stacks blocks from the top; a block that does not fit is left out and named. */
function stack(blocks: readonly (readonly [string, Block])[], area: Bounds, size: number, onMissing: (name: string) => void): DrawItem[] {
  const items: DrawItem[] = []
  let top = area.maxY
  for (const [name, block] of blocks) {
    const drawn = block({ box: area, top, size })
    if (!drawn) {
      // A block with nothing to say is silent in a box of any height.
      if (block({ box: { ...area, minY: top - 1e6 }, top, size })) onMissing(name)
      continue
    }
    items.push(...drawn.items)
    top -= drawn.heightMm
    if (top > area.minY + 1) items.push({ kind: 'line', layer: 'titleBlock', from: [area.minX, top], to: [area.maxX, top] })
  }
  return items
}

/** Maps paper millimetres to the room's: the sheet's items become part of the same space as the model. */
function scaleItem(item: DrawItem, scale: number, shift: Point): DrawItem {
  const map = ([x, y]: Point): Point => [x * scale + shift[0], y * scale + shift[1]]
  switch (item.kind) {
    case 'line':
      return { ...item, from: map(item.from), to: map(item.to) }
    case 'polyline':
      return { ...item, points: item.points.map(map) }
    case 'circle':
      return { ...item, centre: map(item.centre), radiusMm: item.radiusMm * scale }
    case 'text':
      return { ...item, at: map(item.at), heightMm: item.heightMm * scale }
    default:
      return item
  }
}

/** Where the paper's lower left corner lies in the room, so that room and dimensions are centred in the viewport. */
function paperCorner(plan: SheetPlan, model: Bounds): Point {
  const { viewport, scale } = plan
  const [left, bottom, right, top] = chainReach
  const x = (model.minX + model.maxX) / 2 + ((right - left) / 2) * scale - ((viewport.minX + viewport.maxX) / 2) * scale
  const y = (model.minY + model.maxY) / 2 + ((top - bottom) / 2) * scale - ((viewport.minY + viewport.maxY) / 2) * scale
  return [x, y]
}

/** Lays the paper of a plan round a DrawList that was built for the plan's scale. */
export function composeSheet(input: {
  readonly drawList: DrawList
  readonly plan: SheetPlan
  readonly model: Bounds
  readonly design: Design
  readonly layout: Layout | null
  readonly titleBlock: TitleBlock
  readonly style: LengthStyle
}): Sheet {
  const { drawList, plan, model, design, layout, titleBlock, style } = input
  const { boxes, size, viewport, landscape } = plan
  const warnings: string[] = []
  const missing = (name: string) => warnings.push(`There was no room for the ${name} on ${plan.paper}; use larger paper to show it.`)
  const cut = (count: number) => warnings.push(`The notes are longer than ${plan.paper} has room for: ${count} characters are left out.`)
  const height = titleBlockHeight(size)
  const title = landscape
    ? { ...boxes, maxY: boxes.minY + height }
    : { ...boxes, minX: boxes.minX + ((boxes.maxX - boxes.minX) * 3) / 5, maxY: boxes.minY + height }
  const blocks = {
    legend: ['legend', legendBlock(drawList)],
    specification: ['specification', specificationBlock(design, layout, style)],
    quantities: ['quantities', quantitiesBlock(layout, style)],
    notes: ['notes', notesBlock(titleBlock.notes, cut)],
  } as const
  const paperItems: DrawItem[] = [
    box({ minX: viewport.minX, minY: boxes.minY, maxX: boxes.maxX, maxY: landscape ? boxes.maxY : viewport.maxY }, 'thick'),
    ...drawTitleBlock({ box: title, size, titleBlock, scaleText: `1:${plan.scale} (${plan.paper})` }),
  ]
  const line = (from: Point, to: Point) => paperItems.push({ kind: 'line', layer: 'titleBlock', from, to })
  if (landscape) {
    line([boxes.minX, boxes.minY], [boxes.minX, boxes.maxY])
    const order = [blocks.specification, blocks.quantities, blocks.legend, blocks.notes]
    paperItems.push(...stack(order, { ...boxes, minY: title.maxY }, size, missing))
  } else {
    line([boxes.minX, boxes.maxY], [boxes.maxX, boxes.maxY])
    line([title.minX, boxes.minY], [title.minX, boxes.maxY])
    const middle = boxes.minX + (title.minX - boxes.minX) / 2
    line([middle, boxes.minY], [middle, boxes.maxY])
    paperItems.push(...stack([blocks.specification, blocks.quantities], { ...boxes, maxX: middle }, size, missing))
    paperItems.push(...stack([blocks.legend, blocks.notes], { ...boxes, minX: middle, maxX: title.minX }, size, missing))
  }
  const corner = paperCorner(plan, model)
  const { scale, widthMm, heightMm, paper } = plan
  const frame = { minX: corner[0], minY: corner[1], maxX: corner[0] + widthMm * scale, maxY: corner[1] + heightMm * scale }
  const items = paperItems.map((item) => scaleItem(item, scale, corner))
  return { paper, landscape, scale, widthMm, heightMm, frame, items, warnings }
}

/** design + layout -> drawing and sheet at one scale. Refused when there is nothing to draw or paper and scale do not go together. */
export function drawSheet(input: {
  readonly design: Design
  readonly layout: Layout | null
  readonly room?: PreparedRoom
  readonly designName: string
  readonly projectName: string
  readonly paper?: PaperSize
  readonly scale?: number
  readonly units?: 'metric' | 'imperial'
}): Outcome<{ readonly drawList: DrawList; readonly sheet: Sheet }> {
  const { design, layout, paper, scale, units = 'metric' } = input
  if (design.room === null) {
    return {
      kind: 'refused',
      problems: [{ code: 'invalid_value', pointer: '/room', detail: 'There is no room to draw yet; draw its outline first.' }],
    }
  }
  const shared = { design, layout, ...(input.room ? { room: input.room } : {}) }
  // Tiles and panels never leave the room, and without chains the box hardly depends on the scale (labels, texts of placed dimensions).
  const model = buildDrawList({ ...shared, layout: null, options: { chains: false, units, scale: 1 } }).bounds
  const plan = planSheet({ model, ...(paper ? { paper } : {}), ...(scale !== undefined ? { scale } : {}) })
  if (plan.kind === 'refused') return plan
  const drawList = buildDrawList({ ...shared, options: { scale: plan.value.scale, units } })
  const titleBlock = {
    ...design.titleBlock,
    project: design.titleBlock.project || input.projectName,
    drawing: design.titleBlock.drawing || input.designName,
  }
  const sheet = composeSheet({ drawList, plan: plan.value, model, design, layout, titleBlock, style: { units } })
  return { kind: 'ok', value: { drawList, sheet } }
}
