// Reads a written DXF back and compares it with the drawing it was made from. Independent of the writer: it knows only text lines.
// An audit by another program passes NaN and injected entities, so this one counts.
import type { DrawItem, DrawList, LayerRole } from '../../domain/drawing/draw-list.ts'
import { explodeSymbol } from '../../domain/drawing/place-symbol.ts'
import type { Sheet } from '../../domain/drawing/sheet.ts'
import type { DxfOptions } from './dxf.ts'

export interface ParsedEntity {
  readonly type: string
  readonly layer: string
  /** Every group after the type, in order. */
  readonly groups: readonly (readonly [code: number, value: string])[]
}

export interface ParsedDxf {
  readonly header: ReadonlyMap<string, readonly (readonly [number, string])[]>
  readonly layers: readonly string[]
  readonly blocks: ReadonlyMap<string, readonly ParsedEntity[]>
  readonly entities: readonly ParsedEntity[]
  readonly handles: readonly string[]
}

type Group = readonly [number, string]

function readGroups(text: string): Group[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  if (lines.length % 2 !== 0) throw new Error('it ends in the middle of a pair')
  const groups: Group[] = []
  for (let index = 0; index < lines.length; index += 2) {
    const code = Number(lines[index])
    if (!Number.isInteger(code) || lines[index]?.trim() === '') throw new Error(`line ${index + 1} is not a group code`)
    groups.push([code, lines[index + 1] ?? ''])
  }
  return groups
}

/** Splits groups at every 0. */
function readRecords(groups: readonly Group[]): ParsedEntity[] {
  const records: { type: string; layer: string; groups: Group[] }[] = []
  for (const group of groups) {
    if (group[0] === 0) records.push({ type: group[1], layer: '', groups: [] })
    else {
      const record = records.at(-1)
      if (!record) continue
      if (group[0] === 8) record.layer = group[1]
      record.groups.push(group)
    }
  }
  return records
}

/** The structure of a DXF text. Throws a plain sentence part when it has none. */
export function parseDxf(text: string): ParsedDxf {
  const groups = readGroups(text)
  const sections = new Map<string, Group[]>()
  let current: Group[] | null = null
  for (let index = 0; index < groups.length; index++) {
    const [code, value] = groups[index] ?? [0, '']
    if (code === 0 && value === 'SECTION') {
      const name = groups[index + 1]?.[1] ?? ''
      if (sections.has(name)) throw new Error(`the section ${name} stands there twice`)
      current = []
      sections.set(name, current)
      index++
    } else if (code === 0 && value === 'ENDSEC') current = null
    else if (code === 0 && value === 'EOF') {
      if (index !== groups.length - 1) throw new Error('something follows its end')
    } else if (current) current.push([code, value])
    else throw new Error('something stands between its sections')
  }
  if (groups.at(-1)?.[1] !== 'EOF') throw new Error('its end is missing')
  const header = new Map<string, Group[]>()
  let variable: Group[] = []
  for (const [code, value] of sections.get('HEADER') ?? []) {
    if (code === 9) {
      variable = []
      header.set(value, variable)
    } else variable.push([code, value])
  }
  const tables = readRecords(sections.get('TABLES') ?? [])
  const layers = tables.filter((record) => record.type === 'LAYER').map((record) => record.groups.find(([code]) => code === 2)?.[1] ?? '')
  const blocks = new Map<string, ParsedEntity[]>()
  let block: ParsedEntity[] = []
  for (const record of readRecords(sections.get('BLOCKS') ?? [])) {
    if (record.type === 'BLOCK') {
      block = []
      blocks.set(record.groups.find(([code]) => code === 2)?.[1] ?? '', block)
    } else if (record.type !== 'ENDBLK') block.push(record)
  }
  const entities = readRecords(sections.get('ENTITIES') ?? [])
  const handles: string[] = []
  for (const name of ['TABLES', 'BLOCKS', 'ENTITIES', 'OBJECTS']) {
    for (const [code, value] of sections.get(name) ?? []) if (code === 5 || code === 105) handles.push(value)
  }
  return { header, layers, blocks, entities, handles }
}

type Counts = Map<string, number>

const add = (counts: Counts, layer: string, type: string, by = 1) =>
  counts.set(`${layer} ${type}`, (counts.get(`${layer} ${type}`) ?? 0) + by)

function typeOf(item: DrawItem, r12: boolean): string | null {
  const polyline = r12 ? 'POLYLINE' : 'LWPOLYLINE'
  return { line: 'LINE', polyline, circle: 'CIRCLE', text: 'TEXT', tile: null, panel: null, symbol: null }[item.kind]
}

/** How many entities of each type belong on each layer, from the model alone. */
function expectCounts(list: DrawList, sheet: Sheet, { flavour, version, layers }: DxfOptions): Counts {
  const counts: Counts = new Map()
  const r12 = version === 'R12'
  const polyline = r12 ? 'POLYLINE' : 'LWPOLYLINE'
  const name = (role: LayerRole) => layers[role].name
  for (const item of [...list.items, ...sheet.items]) {
    const type = typeOf(item, r12)
    if (type !== null) add(counts, name(item.layer), type)
    else if (item.kind === 'symbol' && flavour !== 'blocks') {
      for (const part of explodeSymbol(item)) add(counts, name(item.layer), typeOf(part, r12) ?? '')
    } else if (item.kind === 'symbol') add(counts, name(item.layer), 'INSERT')
    else if (flavour === 'blocks') add(counts, name('grid'), 'INSERT')
    else if (flavour === 'polylines') add(counts, name('grid'), polyline)
    else if (item.kind === 'panel') add(counts, name('grid'), 'LINE', 4)
  }
  if (flavour === 'lines' && list.gridLines.length > 0) add(counts, name('grid'), 'LINE', list.gridLines.length)
  if (!r12 && list.counts.cut > 0) add(counts, name('pattern'), 'HATCH', list.counts.cut)
  add(counts, name('noPlot'), polyline)
  return counts
}

const numeric = (code: number): boolean => (code >= 10 && code <= 59) || (code >= 140 && code <= 149) || (code >= 210 && code <= 239)

function findEntityFault(
  entity: ParsedEntity,
  bounds: { min: number; max: readonly [number, number]; low: readonly [number, number] },
): string | null {
  for (const [code, value] of entity.groups) {
    if (!numeric(code)) continue
    const number = Number(value)
    if (value.trim() === '' || !Number.isFinite(number)) return `a ${entity.type} has the coordinate "${value.slice(0, 20)}"`
    const axis = code === 10 || code === 11 ? 0 : code === 20 || code === 21 ? 1 : null
    // A hatch and an R12 polyline begin with a dummy point.
    if (axis === null || entity.type === 'HATCH' || entity.type === 'POLYLINE') continue
    const low = bounds.low[axis]
    const high = bounds.max[axis]
    if (number < low - bounds.min || number > high + bounds.min) return `a ${entity.type} on ${entity.layer} lies outside the sheet`
  }
  return null
}

/** What is wrong with a written DXF, as one sentence; null when it holds. */
export function findDxfFault(text: string, list: DrawList, sheet: Sheet, options: DxfOptions): string | null {
  let parsed: ParsedDxf
  try {
    parsed = parseDxf(text)
  } catch (error) {
    return `The DXF was not written properly: ${error instanceof Error ? error.message : 'it cannot be read back'}.`
  }
  const fault = (what: string) => `The DXF was not written properly: ${what}.`
  const coordinate = (name: string): readonly [number, number] => {
    const groups = parsed.header.get(name) ?? []
    return [Number(groups.find(([code]) => code === 10)?.[1]), Number(groups.find(([code]) => code === 20)?.[1])]
  }
  if (parsed.header.get('$INSUNITS')?.[0]?.[1] !== '4') return fault('its unit is not the millimetre')
  const [low, max] = [coordinate('$EXTMIN'), coordinate('$EXTMAX')]
  if (![...low, ...max].every(Number.isFinite) || low[0] >= max[0] || low[1] >= max[1]) return fault('its extents are missing')
  if (new Set(parsed.handles).size !== parsed.handles.length) return fault('two objects share a handle')
  const known = new Set(parsed.layers)
  const expected = expectCounts(list, sheet, options)
  const found: Counts = new Map()
  const hatchLayer = options.layers.pattern.name
  for (const entity of parsed.entities) {
    if (!known.has(entity.layer)) return fault(`an entity lies on the unknown layer ${entity.layer.slice(0, 40)}`)
    const wrong = findEntityFault(entity, { low, max, min: 0.01 })
    if (wrong) return fault(wrong)
    if (entity.type === 'INSERT') {
      const block = entity.groups.find(([code]) => code === 2)?.[1] ?? ''
      if (!parsed.blocks.has(block)) return fault(`the block ${block} is missing`)
    }
    const onGrid = entity.layer === options.layers.grid.name || entity.layer === options.layers.outline.name
    const isPolyline = entity.type === 'LWPOLYLINE' || entity.type === 'POLYLINE'
    if (isPolyline && onGrid && !entity.groups.some(([code, value]) => code === 70 && value === '1'))
      return fault('an outline is not closed')
    if (entity.type === 'VERTEX' || entity.type === 'SEQEND') continue
    // R12 has no hatch: its lines are as many as the pieces' shapes ask for.
    if (options.version === 'R12' && entity.layer === hatchLayer && entity.type === 'LINE') continue
    add(found, entity.layer, entity.type)
  }
  for (const block of parsed.blocks.values()) {
    for (const entity of block) {
      const bad = entity.groups.find(([code, value]) => numeric(code) && !Number.isFinite(Number(value)))
      if (bad) return fault(`a block has the coordinate "${bad[1].slice(0, 20)}"`)
    }
  }
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [want, have] = [expected.get(key) ?? 0, found.get(key) ?? 0]
    if (want !== have) return fault(`there are ${have} of ${key} instead of ${want}`)
  }
  return null
}
