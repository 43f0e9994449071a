// The drawing as rows: tiles or panels, fixtures, dimensions, room corners. Pure; the table twin shows them, edits go through edits.ts.
import { type Design, fixtureKinds } from '../../domain/design.ts'
import type { Edit } from '../../domain/edits.ts'
import type { Layout } from '../../domain/layout/layout.ts'

export const tableTabs = ['tiles', 'fixtures', 'dimensions', 'corners'] as const
export type TableTab = (typeof tableTabs)[number]
export type CellKind = 'text' | 'length' | 'area' | 'angle' | 'kind' | 'fixtureKind'

export interface TwinRow {
  /** The same id the canvas selects by. */
  readonly id: string
  readonly values: Readonly<Record<string, string | number | null>>
}

export interface TwinColumn {
  readonly id: string
  readonly kind: CellKind
  /** The edit a new value makes; missing: read only. */
  readonly edit?: (row: TwinRow, value: string | number) => Edit
}

const changeFixture =
  (field: string) =>
  (row: TwinRow, value: string | number): Edit => ({ kind: 'changeFixture', id: row.id, patch: { [field]: value } })
const axis =
  (part: 'from' | 'to', at: 0 | 1) =>
  (row: TwinRow, value: string | number): Edit => {
    const other = Number(row.values[`${part}${at === 0 ? 'Y' : 'X'}`])
    const point = at === 0 ? ([Number(value), other] as const) : ([other, Number(value)] as const)
    return { kind: 'changeDimension', id: row.id, patch: { [part]: point } }
  }

/** Ring and index of a corner's id. */
export function cornerOf(id: string): { ring: number; index: number } {
  const [, , ring, index] = id.split(':')
  return { ring: Number(ring), index: Number(index) }
}

const moveCorner =
  (at: 0 | 1) =>
  (row: TwinRow, value: string | number): Edit => ({
    kind: 'moveVertex',
    ...cornerOf(row.id),
    to: at === 0 ? [Number(value), Number(row.values.y)] : [Number(row.values.x), Number(value)],
  })

export const twinColumns: Readonly<Record<TableTab, readonly TwinColumn[]>> = {
  tiles: [
    { id: 'name', kind: 'text' },
    { id: 'kind', kind: 'kind' },
    { id: 'x', kind: 'length' },
    { id: 'y', kind: 'length' },
    { id: 'width', kind: 'length' },
    { id: 'height', kind: 'length' },
    { id: 'area', kind: 'area' },
  ],
  fixtures: [
    { id: 'kind', kind: 'fixtureKind', edit: changeFixture('kind') },
    { id: 'x', kind: 'length', edit: changeFixture('xMm') },
    { id: 'y', kind: 'length', edit: changeFixture('yMm') },
    { id: 'width', kind: 'length', edit: changeFixture('widthMm') },
    { id: 'height', kind: 'length', edit: changeFixture('heightMm') },
    { id: 'label', kind: 'text', edit: changeFixture('label') },
  ],
  dimensions: [
    { id: 'fromX', kind: 'length', edit: axis('from', 0) },
    { id: 'fromY', kind: 'length', edit: axis('from', 1) },
    { id: 'toX', kind: 'length', edit: axis('to', 0) },
    { id: 'toY', kind: 'length', edit: axis('to', 1) },
    { id: 'length', kind: 'length' },
    { id: 'offset', kind: 'length', edit: (row, value) => ({ kind: 'changeDimension', id: row.id, patch: { offsetMm: Number(value) } }) },
  ],
  corners: [
    { id: 'ring', kind: 'text' },
    { id: 'name', kind: 'text' },
    { id: 'x', kind: 'length', edit: moveCorner(0) },
    { id: 'y', kind: 'length', edit: moveCorner(1) },
    { id: 'edge', kind: 'length' },
  ],
}

/** The rows of one tab. Tiles are measured by the box of their piece. */
export function buildRows(tab: TableTab, design: Design, layout: Layout | null): readonly TwinRow[] {
  switch (tab) {
    case 'tiles':
      return layout?.kind === 'panels'
        ? layout.panels.map((p) => ({
            id: `panel:${p.id}`,
            values: {
              name: p.id,
              kind: 'panel',
              x: p.xMm,
              y: p.yMm,
              width: p.widthMm,
              height: p.heightMm,
              area: (p.widthMm * p.heightMm) / 1e6,
            },
          }))
        : (layout?.tiles ?? []).map((tile) => {
            const xs = tile.polygon.map((p) => p[0])
            const ys = tile.polygon.map((p) => p[1])
            const [x, y] = [Math.min(...xs), Math.min(...ys)]
            return {
              id: `tile:${tile.id}`,
              values: {
                name: tile.id,
                kind: tile.kind,
                x,
                y,
                width: Math.max(...xs) - x,
                height: Math.max(...ys) - y,
                area: tile.areaMm2 / 1e6,
              },
            }
          })
    case 'fixtures':
      return Object.entries(design.fixtures).map(([id, f]) => ({
        id,
        values: { kind: f.kind, x: f.xMm, y: f.yMm, width: f.widthMm ?? null, height: f.heightMm ?? null, label: f.label ?? '' },
      }))
    case 'dimensions':
      return Object.entries(design.dimensions).map(([id, d]) => ({
        id,
        values: {
          fromX: d.from[0],
          fromY: d.from[1],
          toX: d.to[0],
          toY: d.to[1],
          length: Math.hypot(d.to[0] - d.from[0], d.to[1] - d.from[1]),
          offset: d.offsetMm,
        },
      }))
    case 'corners':
      return design.room === null
        ? []
        : [design.room.outer, ...(design.room.holes ?? [])].flatMap((ring, at) =>
            ring.map((v, index) => {
              const next = ring[(index + 1) % ring.length] ?? v
              return {
                id: `room:v:${at}:${index}`,
                values: { ring: String(at), name: String(index + 1), x: v[0], y: v[1], edge: Math.hypot(next[0] - v[0], next[1] - v[1]) },
              }
            }),
          )
  }
}

/** A fixture for the table's Add button, in the middle of the room. */
export function newFixture(design: Design): {
  readonly kind: (typeof fixtureKinds)[number]
  readonly xMm: number
  readonly yMm: number
  readonly widthMm: number
  readonly heightMm: number
} {
  const xs = design.room?.outer.map((v) => v[0]) ?? [0]
  const ys = design.room?.outer.map((v) => v[1]) ?? [0]
  const middle = (list: number[]) => Math.round((Math.min(...list) + Math.max(...list)) / 2)
  return { kind: fixtureKinds[0], xMm: middle(xs), yMm: middle(ys), widthMm: 600, heightMm: 600 }
}
