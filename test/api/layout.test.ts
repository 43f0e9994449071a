// POST /layouts: the published cases, rooms of many shapes, limits, refusals with pointers. Replies are checked against the contract,
// closed objects included, so no field can leave that the contract doesn't name.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GridLayoutSchema, type LayoutReply, PanelLayoutSchema } from '../../src/contract/schemas/layout.ts'
import { refusalsOf } from '../../src/contract/validate.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf, sendJson } from './refusal-of.ts'

interface Case {
  readonly id: string
  readonly kind: string
  readonly spanMm: number
  readonly moduleMm: number
  readonly room: number[] | number[][]
  readonly module: [number, number]
  readonly perimeterGapMm: number
  readonly panelGapMm: number
  readonly columns: number
  readonly rows: number
  readonly expect: Record<string, number> & { panelMm: [number, number]; error: string }
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/ceiling-cases.json', import.meta.url), 'utf8')) as { cases: Case[] }
const ofKind = (kind: string) => cases.filter((c) => c.kind === kind)
const rectangle = (x: number, y: number) => ({
  outer: [
    [0, 0],
    [x, 0],
    [x, y],
    [0, y],
  ],
})
const grid = (module: [number, number] = [600, 600]) => ({ kind: 'grid' as const, module })

type Grid = Extract<LayoutReply, { kind: 'grid' }>
type Panels = Extract<LayoutReply, { kind: 'panels' }>

async function gridOf({ client }: TestServer, room: { outer: number[][]; holes?: number[][][] }, system: object = grid()): Promise<Grid> {
  const reply = await client.computeLayout({ body: { room, system: system as ReturnType<typeof grid> } })
  expect(refusalsOf(GridLayoutSchema, reply)).toEqual([])
  return reply as Grid
}

/** Areas of tiles and dropped slivers add up to the room's, within the promise of the kernel. */
function expectAreaKept(layout: Grid): void {
  const laid = layout.tiles.reduce((sum, tile) => sum + tile.areaMm2, 0) + layout.droppedAreaMm2
  const tolerance = Math.max(1e-6 * layout.room.areaMm2, 0.01 * layout.room.perimeterMm)
  expect(Math.abs(laid - layout.room.areaMm2)).toBeLessThanOrEqual(tolerance)
  const { full, cut, total } = layout.counts
  const kinds = layout.tiles.map((tile) => tile.kind)
  expect([total, kinds.length, kinds.filter((k) => k === 'full').length]).toEqual([full + cut, full + cut, full])
  expect(new Set(layout.tiles.map((tile) => tile.id)).size).toBe(total)
}

test('The published border cases hold along both axes', async (t) => {
  const server = await startTestServer(t)
  expect(ofKind('border').length).toBe(3)
  for (const { spanMm, moduleMm, expect: want } of ofKind('border')) {
    const layout = await gridOf(server, rectangle(spanMm, moduleMm * 2), grid([moduleMm, moduleMm]))
    const turned = await gridOf(server, rectangle(moduleMm * 2, spanMm), grid([moduleMm, moduleMm]))
    expect(layout.counts.full).toBe((want.full ?? 0) * 2)
    for (const border of [layout.borders.left, layout.borders.right, turned.borders.bottom, turned.borders.top])
      expect(border).toBeCloseTo(want.borderMm ?? Number.NaN, 4)
    expectAreaKept(layout)
  }
})

test('The published grid cases hold', async (t) => {
  const server = await startTestServer(t)
  expect(ofKind('grid').length).toBe(3)
  for (const { id, room, module, expect: want } of ofKind('grid')) {
    const layout = await gridOf(server, { outer: room as number[][] }, grid(module))
    const counts = { id, total: layout.counts.total, full: layout.counts.full, cut: layout.counts.cut }
    expect(counts).toEqual({ id, total: want.tiles, full: want.full, cut: want.cut })
    if (want.borderXMm !== undefined) expect([layout.borders.left, layout.borders.right]).toEqual([want.borderXMm, want.borderXMm])
    if (want.borderYMm !== undefined) expect([layout.borders.bottom, layout.borders.top]).toEqual([want.borderYMm, want.borderYMm])
    if (want.perimeterMm !== undefined) expect(layout.room.perimeterMm).toBeCloseTo(want.perimeterMm, 6)
    expect(layout.proven).toBe(true)
    expectAreaKept(layout)
  }
})

test('The published panel cases hold, and the negative gaps that others accept are refused by name', async (t) => {
  const server = await startTestServer(t)
  const panels = ofKind('panels')
  expect(panels.length).toBe(3)
  for (const { room, columns, rows, perimeterGapMm, panelGapMm, expect: want } of panels) {
    const [x = 0, y = 0] = room as number[]
    const system = { kind: 'panels', perimeterGapMm, panelGapMm, ...(columns === undefined ? {} : { grid: [columns, rows] }) }
    const { status, reply } = await sendJson(server, { method: 'POST', path: '/layouts', body: { room: rectangle(x, y), system } })
    if (want.error !== undefined) {
      expect([status, reply.errors?.map((e) => e.pointer)]).toEqual([422, ['/system/perimeterGapMm', '/system/panelGapMm']])
      expect(reply.errors?.[0]?.detail).toContain(want.error)
      continue
    }
    const layout = reply as unknown as Panels
    expect([status, refusalsOf(PanelLayoutSchema, reply)]).toEqual([200, []])
    expect([layout.counts.columns, layout.counts.rows, layout.panels.length]).toEqual([columns, rows, columns * rows])
    expect(layout.panelMm[0]).toBeCloseTo(want.panelMm[0], 3)
    expect(layout.panelMm[1]).toBeCloseTo(want.panelMm[1], 3)
    if (want.coverageM2 !== undefined) expect(layout.coverageM2).toBeCloseTo(want.coverageM2, 6)
    if (want.gapM2 !== undefined) expect(layout.gapM2).toBeCloseTo(want.gapM2, 6)
    expect(layout.coverageRatio).toBeLessThanOrEqual(1)
  }
})

const polygon = (corners: number, radius: number) =>
  Array.from({ length: corners }, (_, i) => [
    radius * Math.cos((2 * Math.PI * i) / corners) + radius,
    radius * Math.sin((2 * Math.PI * i) / corners) + radius,
  ])
const column = (x: number, y: number) => [
  [x, y],
  [x + 400, y],
  [x + 400, y + 400],
  [x, y + 400],
]

const shapes: [string, { outer: number[][]; holes?: number[][][] }][] = [
  [
    'an L',
    {
      outer: [
        [0, 0],
        [9000, 0],
        [9000, 4000],
        [4000, 4000],
        [4000, 9000],
        [0, 9000],
      ],
    },
  ],
  [
    'a T',
    {
      outer: [
        [0, 6000],
        [0, 9000],
        [9000, 9000],
        [9000, 6000],
        [6000, 6000],
        [6000, 0],
        [3000, 0],
        [3000, 6000],
      ],
    },
  ],
  [
    'a U',
    {
      outer: [
        [0, 0],
        [9000, 0],
        [9000, 8000],
        [6000, 8000],
        [6000, 3000],
        [3000, 3000],
        [3000, 8000],
        [0, 8000],
      ],
    },
  ],
  ['a 60-gon', { outer: polygon(60, 6000) }],
  ['a room with columns', { outer: rectangle(12000, 9000).outer, holes: [column(3000, 3000), column(6050, 3000), column(3000, 6000)] }],
  [
    'a triangle',
    {
      outer: [
        [0, 0],
        [7000, 0],
        [2500, 5200],
      ],
    },
  ],
  ['a room of half a metre', rectangle(500, 500)],
  ['a room of 120 m', rectangle(120_000, 30_000)],
]

test.for(shapes)('%s is covered completely, straight and turned, once', async ([, room], t) => {
  const server = await startTestServer(t)
  const straight = await gridOf(server, room)
  const turned = await gridOf(server, room, { ...grid(), rotationDeg: 30, origin: [1234.5, 678] })
  expectAreaKept(straight)
  expectAreaKept(turned)
  expect([turned.origin, turned.rotationDeg]).toEqual([[1234.5, 678], 30])
})

test('Without geometry the summary is the same and the tiles are left out; alternatives are as many as asked, best first', async (t) => {
  const { client } = await startTestServer(t)
  const body = { room: rectangle(8000, 5000), system: grid() }
  const whole = (await client.computeLayout({ body })) as Grid
  const bare = (await client.computeLayout({ body: { ...body, options: { geometry: false, alternatives: 2 } } })) as Grid
  expect({ ...bare, alternatives: [] }).toEqual({ ...whole, tiles: [], alternatives: [] })
  expect([bare.alternatives.length, bare.alternatives[0], whole.alternatives.length]).toEqual([2, whole.alternatives[0], 5])
  expect([whole.alternatives[0]?.merit, whole.alternatives[0]?.why]).toEqual([whole.merit, whole.why])
  expect((await client.computeLayout({ body: { ...body, options: { alternatives: 0 } } })).alternatives).toEqual([])
})

test('The same body gives the same bytes, whatever is stored', async (t) => {
  const server = await startTestServer(t)
  const body = JSON.stringify({ room: rectangle(7300, 4100), system: grid() })
  const post = async () =>
    (await server.request('/layouts', { method: 'POST', body, headers: { 'content-type': 'application/json' } })).text()
  const first = await post()
  await server.client.changeSettings({ body: { wasteRate: 0.5, taxRate: 0.2, moduleMm: [1200, 600] }, ifMatch: 1 })
  expect(await post()).toBe(first)
  expect((await server.events(1)).map((e) => e.name)).toEqual(['settings.changed'])
  expect([(await server.client.listDesigns({})).items, (await server.client.listProjects({})).items]).toEqual([[], []])
})

test('Rates change the price and nothing else', async (t) => {
  const { client } = await startTestServer(t)
  const body = { room: rectangle(8000, 5000), system: grid() }
  const plain = (await client.computeLayout({ body })).quantities.price
  const other = (await client.computeLayout({ body: { ...body, options: { wasteRate: 0, labourRate: 0, taxRate: 0.19 } } })).quantities
    .price
  expect([plain.wasteRate, plain.labourRate, plain.taxRate]).toEqual([0.15, 0.25, 0])
  expect([other.material, other.waste, other.labour]).toEqual([plain.material, 0, 0])
  expect(other.total).toBeCloseTo(plain.material * 1.19, 2)
})

test.for<[string, object, string]>([
  [
    'a room of zero area',
    {
      room: {
        outer: [
          [0, 0],
          [1000, 0],
          [2000, 0],
        ],
      },
      system: grid(),
    },
    'invalid',
  ],
  [
    'a self-crossing room',
    {
      room: {
        outer: [
          [0, 0],
          [5000, 5000],
          [5000, 0],
          [0, 5000],
        ],
      },
      system: grid(),
    },
    'invalid',
  ],
  ['a hole outside the room', { room: { outer: rectangle(3000, 3000).outer, holes: [column(9000, 9000)] }, system: grid() }, 'invalid'],
  ['more than 250,000 cells', { room: rectangle(120_000, 120_000), system: grid([100, 100]) }, 'too_large'],
  ['more than 2,000 vertices', { room: { outer: polygon(2001, 9000) }, system: grid() }, 'too_large'],
  [
    'more than 200 x 200 panels',
    { room: rectangle(120_000, 120_000), system: { kind: 'panels', minMm: 100, maxMm: 200, panelGapMm: 10, grid: [201, 10] } },
    'too_large',
  ],
  ['an unknown catalogue', { room: rectangle(3000, 3000), system: { ...grid(), catalogue: 'nowhere' } }, 'invalid'],
])('%s is refused with 422 and a pointer within 2 s', async ([, body, code], t) => {
  const server = await startTestServer(t)
  const startMs = performance.now()
  const { status, reply } = await sendJson(server, { method: 'POST', path: '/layouts', body })
  expect([status, reply.code, (reply.errors ?? []).length > 0]).toEqual([422, code, true])
  expect(reply.errors?.[0]?.pointer).toMatch(/^\/(room|system)/)
  expect(performance.now() - startMs).toBeLessThan(2000)
})

test('A refused layout answers problem+json, and the next one is answered by the same thread', async (t) => {
  const { client, request } = await startTestServer(t)
  const body = {
    room: {
      outer: [
        [0, 0],
        [5000, 5000],
        [5000, 0],
        [0, 5000],
      ],
    },
    system: grid(),
  }
  const refusal = await refusalOf(client.computeLayout({ body }))
  expect(refusal.errors[0]?.pointer).toMatch(/^\/room\/outer/)
  const health = (await (await request('/health')).json()) as { parts: { name: string; state: string }[] }
  expect(health.parts.filter((part) => part.state !== 'ok' && part.name.includes('worker'))).toEqual([])
  expect((await client.computeLayout({ body: { ...body, room: rectangle(3000, 3000) } })).kind).toBe('grid')
})
