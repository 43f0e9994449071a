// The dimensions every plan gets: module or panel chain nearest the room, overall length outside it; steps of the outline opposite.
import type { GridSystem } from '../design.ts'
import type { Bounds, Point, Polygon } from '../geometry/point.ts'
import type { GridLayout, Layout, PanelLayout } from '../layout/layout.ts'
import { formatLength } from '../units.ts'
import { type DimensionInput, dimensionSizes } from './dimension-lines.ts'
import { measureText } from './text-width.ts'

export type LengthStyle = { readonly units: 'metric' | 'imperial' }

/** A length as drawings print it: millimetres without separators, or feet and inches. */
export function printLength(mm: number, style: LengthStyle): string {
  return formatLength(mm, { system: style.units })
}

interface Segment {
  readonly fromMm: number
  readonly toMm: number
  readonly text: string
}

const meaningMm = 0.5

/** Paper mm between the room's corner and the chains, less a text's height. */
const cornerMm = dimensionSizes.first - dimensionSizes.text - 0.5

/** border | n x module = total | border along one axis of the bounding box; one plain segment where no grid line falls inside. */
export function chainModules(span: { fromMm: number; toMm: number; moduleMm: number; originMm: number }, style: LengthStyle): Segment[] {
  const { fromMm, toMm, moduleMm, originMm } = span
  const first = originMm + Math.ceil((fromMm - originMm - meaningMm) / moduleMm) * moduleMm
  const count = Math.floor((toMm - first + meaningMm) / moduleMm)
  if (first > toMm - meaningMm) return [{ fromMm, toMm, text: printLength(toMm - fromMm, style) }]
  const last = first + Math.max(0, count) * moduleMm
  const segments: Segment[] = []
  if (first - fromMm > meaningMm) segments.push({ fromMm, toMm: first, text: printLength(first - fromMm, style) })
  if (count > 0) {
    const total = printLength(last - first, style)
    const text = count === 1 ? total : `${count} × ${printLength(moduleMm, style)} = ${total}`
    segments.push({ fromMm: first, toMm: last, text })
  }
  if (toMm - last > meaningMm) segments.push({ fromMm: last, toMm, text: printLength(toMm - last, style) })
  return segments
}

/** Gaps and panels along one axis; past 6 panels the run is summed up as n x (panel + gap). */
export function chainPanels(
  span: { fromMm: number; toMm: number; starts: readonly number[]; sizeMm: number },
  style: LengthStyle,
): Segment[] {
  const { fromMm, toMm, starts, sizeMm } = span
  const first = starts[0]
  const last = starts.at(-1)
  if (first === undefined || last === undefined) return [{ fromMm, toMm, text: printLength(toMm - fromMm, style) }]
  const segments: Segment[] = []
  const add = (a: number, b: number, text = printLength(b - a, style)) => {
    if (b - a > meaningMm) segments.push({ fromMm: a, toMm: b, text })
  }
  add(fromMm, first)
  if (starts.length <= 6) {
    starts.forEach((start, index) => {
      add(start, start + sizeMm)
      const next = starts[index + 1]
      if (next !== undefined) add(start + sizeMm, next)
    })
  } else {
    const gap = (starts[1] ?? first) - first - sizeMm
    const text = `${starts.length} × ${printLength(sizeMm, style)} + ${starts.length - 1} × ${printLength(gap, style)}`
    add(first, last + sizeMm, `${text} = ${printLength(last + sizeMm - first, style)}`)
  }
  add(last + sizeMm, toMm)
  return segments
}

function steps(outer: Polygon['outer'], axis: 0 | 1): number[] {
  const ends = outer.map((point) => point[axis]).sort((a, b) => a - b)
  return ends.filter((value, index) => index === 0 || value - (ends[index - 1] ?? value) > meaningMm)
}

const distinct = (values: readonly number[]): number[] => [...new Set(values.map((v) => Math.round(v * 1000) / 1000))].sort((a, b) => a - b)

function gridSegments(layout: GridLayout, bounds: Bounds, style: LengthStyle): readonly [Segment[], Segment[]] | null {
  const quarter = layout.rotationDeg / 90
  if (Math.abs(quarter - Math.round(quarter)) > 1e-9) return null
  const turned = Math.round(quarter) % 2 !== 0
  const [mx, my] = turned ? [layout.module[1], layout.module[0]] : layout.module
  return [
    chainModules({ fromMm: bounds.minX, toMm: bounds.maxX, moduleMm: mx, originMm: layout.origin[0] }, style),
    chainModules({ fromMm: bounds.minY, toMm: bounds.maxY, moduleMm: my, originMm: layout.origin[1] }, style),
  ]
}

function panelSegments(layout: PanelLayout, bounds: Bounds, style: LengthStyle): readonly [Segment[], Segment[]] {
  const xs = distinct(layout.panels.map((panel) => panel.xMm))
  const ys = distinct(layout.panels.map((panel) => panel.yMm))
  return [
    chainPanels({ fromMm: bounds.minX, toMm: bounds.maxX, starts: xs, sizeMm: layout.panelMm[0] }, style),
    chainPanels({ fromMm: bounds.minY, toMm: bounds.maxY, starts: ys, sizeMm: layout.panelMm[1] }, style),
  ]
}

/** How far (paper mm) the automatic chains reach beyond the room on each side: [left, bottom, right, top]. */
export const chainReach = [
  dimensionSizes.first + dimensionSizes.step + 4,
  dimensionSizes.first + dimensionSizes.step + 4,
  dimensionSizes.first + 4,
  dimensionSizes.first + 4,
] as const

/** All automatic dimensions of a room. `outer` are the outline's corners (arcs by their end points). */
export function chainDimensions(input: {
  readonly outer: readonly Point[]
  readonly bounds: Bounds
  readonly layout: Layout | null
  readonly scale: number
  readonly style: LengthStyle
}): DimensionInput[] {
  const { bounds, layout, scale, style, outer } = input
  const near = dimensionSizes.first * scale
  const far = (dimensionSizes.first + dimensionSizes.step) * scale
  const dimensions: DimensionInput[] = []
  const chain = (segments: readonly Segment[], place: { axis: 0 | 1; at: number; offsetMm: number; inner?: boolean }) => {
    const { axis, at, offsetMm, inner = false } = place
    segments.forEach((segment, index) => {
      const first = index === 0 && segments.length > 1
      // Both chains put their first text round the same corner; an upright one too long for it stays beside its line.
      const cornered = axis === 1 && first && measureText(segment.text, dimensionSizes.text) > cornerMm
      const overflow = first && !cornered ? 'start' : index === segments.length - 1 ? 'end' : 'beyond'
      const from: Point = axis === 0 ? [segment.fromMm, at] : [at, segment.fromMm]
      const to: Point = axis === 0 ? [segment.toMm, at] : [at, segment.toMm]
      const extend = inner ? { extendFromMm: near + dimensionSizes.beyond * scale } : {}
      dimensions.push({ from, to, offsetMm, text: segment.text, scale, overflow, sharesStart: index > 0, ...extend })
    })
  }
  const overall = (fromMm: number, toMm: number): Segment[] => [{ fromMm, toMm, text: printLength(toMm - fromMm, style) }]
  const chains =
    layout === null ? null : layout.kind === 'grid' ? gridSegments(layout, bounds, style) : panelSegments(layout, bounds, style)
  const [alongX, alongY] = chains ?? [[], []]
  for (const axis of [0, 1] as const) {
    const segments = axis === 0 ? alongX : alongY
    const [at, low, high] = axis === 0 ? [bounds.minY, bounds.minX, bounds.maxX] : [bounds.minX, bounds.minY, bounds.maxY]
    const side = axis === 0 ? -1 : 1
    // One plain segment would only repeat the overall length.
    const shown = segments.length > 1 || (segments[0]?.text.includes('×') ?? false)
    if (shown) chain(segments, { axis, at, offsetMm: side * near })
    chain(overall(low, high), { axis, at, offsetMm: side * (shown ? far : near), inner: shown })
  }

  // Steps of the outline, where there are few enough to be read.
  for (const axis of [0, 1] as const) {
    const at = steps(outer, axis)
    if (at.length < 3 || at.length > 9) continue
    const segments = at
      .slice(1)
      .map((toMm, index) => ({ fromMm: at[index] ?? toMm, toMm, text: printLength(toMm - (at[index] ?? toMm), style) }))
    chain(segments, axis === 0 ? { axis, at: bounds.maxY, offsetMm: near } : { axis, at: bounds.maxX, offsetMm: -near })
  }
  return dimensions
}

/** The module of a grid system as people write it: "600 × 600". */
export function printModule(system: GridSystem, style: LengthStyle): string {
  return `${printLength(system.module[0], style)} × ${printLength(system.module[1], style)}`
}
