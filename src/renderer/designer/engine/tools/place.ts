// Hangs fixtures: each click, or Enter at the crosshair, places one. The sensor tool takes a symbol that is already there instead.
import type { Design, Fixture, FixtureKind } from '../../../../domain/design.ts'
import { sizeFixture } from '../../../../domain/drawing/symbols.ts'
import type { Point } from '../../../../domain/geometry/point.ts'
import { cornersOf } from '../scene.ts'
import type { Tool, ToolContext } from './tool.ts'

const prefixes: Readonly<Record<FixtureKind, string>> = {
  luminaire: 'L',
  diffuser: 'S',
  grille: 'R',
  sprinkler: 'K',
  smoke: 'D',
  heat: 'H',
  speaker: 'P',
  access: 'A',
  emergency: 'E',
  sensor: 'N',
}
/** These fill a tile where there are tiles. */
const laidIn: ReadonlySet<FixtureKind> = new Set(['luminaire', 'diffuser', 'grille', 'access'])
/** A click so near to a sensor symbol means that one. */
const takePx = 14

/** The next free label of a kind: N1, N2, ... */
export function nextLabel({ fixtures }: Pick<Design, 'fixtures'>, kind: FixtureKind): string {
  const prefix = prefixes[kind]
  const used = Object.values(fixtures).flatMap(({ label = '' }) => {
    const number = label.startsWith(prefix) ? Number(label.slice(prefix.length)) : Number.NaN
    return Number.isInteger(number) ? [number] : []
  })
  return `${prefix}${Math.max(0, ...used) + 1}`
}

/** A fixture of the kind at a point, sized as such a thing usually is. */
export function createFixture(design: Design, kind: FixtureKind, [x, y]: Point): Fixture {
  const at = { kind, xMm: Math.round(x * 100) / 100, yMm: Math.round(y * 100) / 100 }
  const isTile = laidIn.has(kind) && design.system.kind === 'grid'
  const [widthMm, heightMm] = isTile && design.system.kind === 'grid' ? design.system.module : sizeFixture(at)
  return { ...at, widthMm, heightMm, label: nextLabel(design, kind) }
}

/** The fixture tool (kind as chosen) or the sensor tool. */
export function createPlaceTool(ctx: ToolContext, id: 'fixture' | 'sensor'): Tool {
  const kindNow = (): FixtureKind => (id === 'sensor' ? 'sensor' : ctx.get().placing)

  function symbolAt(at: Point): string | null {
    if (id !== 'sensor') return null
    const reach = ctx.toleranceMm(takePx)
    const { committed } = ctx.get()
    const found = ctx
      .scene()
      .fixtures.find((f) => committed.fixtures[f.id]?.kind === 'sensor' && Math.hypot(f.at[0] - at[0], f.at[1] - at[1]) <= reach)
    return found?.id ?? null
  }

  function place(at: Point) {
    const taken = symbolAt(at)
    if (taken !== null) {
      ctx.setSelection([taken])
      return ctx.setPlaced(taken)
    }
    const fixtureId = ctx.createId('fixture')
    const fixture = createFixture(ctx.get().committed, kindNow(), at)
    if (ctx.commit('step.placeFixture', { kind: 'addFixture', id: fixtureId, fixture }).length > 0) return
    ctx.setSelection([fixtureId])
    ctx.setPlaced(fixtureId)
  }

  function sizeNow(): Point {
    const { widthMm = 0, heightMm = 0 } = createFixture(ctx.get().committed, kindNow(), [0, 0])
    return [widthMm, heightMm]
  }

  return {
    id,
    state: () => 'idle',
    enter: () => ctx.say(`tool.${id}`),
    aimRules: () => {
      const [width, height] = sizeNow()
      return { half: [width / 2, height / 2] }
    },
    down: (aim) => place(symbolAt(aim.raw) === null ? aim.at : aim.raw),
    move: () => ctx.changed(),
    up() {},
    fields: () => [],
    enterValues: () => place(ctx.cursor()),
    escape: () => false,
    usesCrosshair: () => true,
    sketch() {
      const [widthMm, heightMm] = sizeNow()
      return ctx.get().cursor ? { closed: cornersOf({ at: ctx.cursor(), widthMm, heightMm, rotationDeg: 0 }) } : {}
    },
    cursor: () => 'crosshair',
  }
}
