// What each fixture looks like in plan, told apart by shape first: the one geometry behind canvas, SVG, PDF, PNG and DXF blocks.
// Strokes lie round 0, 0, y up, in millimetres. Colours and weights are the back-ends' business.
import type { Fixture, FixtureKind } from '../design.ts'
import type { Point } from '../geometry/point.ts'
import type { LayerRole } from './draw-list.ts'

/** One stroke of a symbol. `body` marks the closed shape that is tinted; `solid` is filled with the line's colour. */
export type SymbolStroke =
  | {
      readonly kind: 'path'
      readonly points: readonly Point[]
      readonly closed: boolean
      readonly body?: boolean
      readonly dashed?: boolean
    }
  | { readonly kind: 'circle'; readonly centre: Point; readonly radiusMm: number; readonly body?: boolean; readonly solid?: boolean }
  | { readonly kind: 'letters'; readonly at: Point; readonly text: string; readonly heightMm: number }

/** The discipline each fixture belongs to. */
export const symbolLayers: Readonly<Record<FixtureKind, LayerRole>> = {
  luminaire: 'lighting',
  emergency: 'lighting',
  diffuser: 'hvac',
  grille: 'hvac',
  sprinkler: 'sprinklers',
  smoke: 'alarms',
  heat: 'alarms',
  speaker: 'accessories',
  access: 'accessories',
  sensor: 'accessories',
}

/** What the legend calls each fixture. */
export const symbolNames: Readonly<Record<FixtureKind, string>> = {
  luminaire: 'Luminaire',
  emergency: 'Emergency light',
  diffuser: 'Supply diffuser',
  grille: 'Return grille',
  sprinkler: 'Sprinkler',
  smoke: 'Smoke detector',
  heat: 'Heat detector',
  speaker: 'Loudspeaker',
  access: 'Access panel',
  sensor: 'Sensor node',
}

/** Size of a fixture drawn without one, mm: [along its own x, along its own y]. */
export const symbolSizesMm: Readonly<Record<FixtureKind, Point>> = {
  luminaire: [600, 600],
  emergency: [300, 150],
  diffuser: [600, 600],
  grille: [600, 600],
  sprinkler: [250, 250],
  smoke: [225, 225],
  heat: [225, 225],
  speaker: [300, 300],
  access: [600, 600],
  sensor: [220, 220],
}

/** Width and height of a fixture, mm. */
export function sizeFixture(fixture: Fixture): Point {
  const [width, height] = symbolSizesMm[fixture.kind]
  return [fixture.widthMm ?? width, fixture.heightMm ?? height]
}

const box = (w: number, h: number): Point[] => [
  [-w / 2, -h / 2],
  [w / 2, -h / 2],
  [w / 2, h / 2],
  [-w / 2, h / 2],
]
const path = (points: readonly Point[], closed = false): SymbolStroke => ({ kind: 'path', points, closed })
const line = (from: Point, to: Point): SymbolStroke => path([from, to])
const body = (points: readonly Point[]): SymbolStroke => ({ kind: 'path', points, closed: true, body: true })

function bevelled(w: number, h: number): SymbolStroke[] {
  const inset = Math.min(w, h) * 0.2
  const outer = box(w, h)
  const inner = box(w - 2 * inset, h - 2 * inset)
  return [body(outer), path(inner, true), ...outer.map((corner, index) => line(corner, inner[index] ?? corner))]
}

function nested(w: number, h: number): SymbolStroke[] {
  const [a, b, c, d] = box(w, h) as [Point, Point, Point, Point]
  return [body([a, b, c, d]), path(box(w * 0.62, h * 0.62), true), path(box(w * 0.3, h * 0.3), true), line(a, c), line(b, d)]
}

function louvred(w: number, h: number): SymbolStroke[] {
  const rows = [-5, -3, -1, 1, 3, 5].map((step) => (step * h) / 14)
  return [body(box(w, h)), ...rows.map((y) => line([-w * 0.4, y], [w * 0.4, y]))]
}

function lettered(radiusMm: number, text: string): SymbolStroke[] {
  return [
    { kind: 'circle', centre: [0, 0], radiusMm, body: true },
    { kind: 'letters', at: [0, 0], text, heightMm: radiusMm * 0.95 },
  ]
}

function hexagon(radiusMm: number): SymbolStroke[] {
  const points = [90, 150, 210, 270, 330, 30].map((deg): Point => {
    const angle = (deg * Math.PI) / 180
    return [radiusMm * Math.cos(angle), radiusMm * Math.sin(angle)]
  })
  return [body(points), { kind: 'circle', centre: [0, 0], radiusMm: radiusMm * 0.24, solid: true }]
}

/** The strokes of a symbol of width w and height h (mm), round 0, 0; turning and placing is the caller's. */
export function symbolStrokes(kind: FixtureKind, w: number, h: number): readonly SymbolStroke[] {
  const r = Math.min(w, h) / 2
  switch (kind) {
    case 'luminaire':
      return bevelled(w, h)
    case 'diffuser':
      return nested(w, h)
    case 'grille':
      return louvred(w, h)
    case 'sprinkler':
      return [{ kind: 'circle', centre: [0, 0], radiusMm: r * 0.6, body: true }, line([-r, 0], [r, 0]), line([0, -r], [0, r])]
    case 'smoke':
      return lettered(r, 'S')
    case 'heat':
      return lettered(r, 'H')
    case 'speaker':
      return [body(box(w, h)), { kind: 'circle', centre: [0, 0], radiusMm: r * 0.8 }, { kind: 'circle', centre: [0, 0], radiusMm: r * 0.3 }]
    case 'access':
      return [
        { kind: 'path', points: box(w * 0.94, h * 0.94), closed: true, body: true, dashed: true },
        { kind: 'letters', at: [0, 0], text: 'AP', heightMm: r * 0.36 },
      ]
    case 'emergency': {
      const lamp = Math.min(w * 0.2, h * 0.36)
      return [
        body(box(w, h)),
        { kind: 'circle', centre: [-w * 0.24, 0], radiusMm: lamp },
        { kind: 'circle', centre: [w * 0.24, 0], radiusMm: lamp },
        { kind: 'circle', centre: [-w * 0.24, 0], radiusMm: lamp * 0.35, solid: true },
        { kind: 'circle', centre: [w * 0.24, 0], radiusMm: lamp * 0.35, solid: true },
      ]
    }
    case 'sensor':
      return hexagon(r)
  }
}
