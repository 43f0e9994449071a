// Reads a written DXF back and compares it with the drawing it was made from. Independent of the writer: it knows only lines of bytes.
// An audit by another program passes NaN and injected entities, so this one counts. One pass: 10,000 panels take a few hundredths of a second.
import type { DrawItem, DrawList, LayerRole } from '../../domain/drawing/draw-list.ts'
import { explodeSymbol } from '../../domain/drawing/place-symbol.ts'
import type { Sheet } from '../../domain/drawing/sheet.ts'
import type { DxfOptions } from './dxf.ts'

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
  let tiles = 0
  let panels = 0
  for (const items of [list.items, sheet.items]) {
    for (const item of items) {
      if (item.kind === 'tile') tiles++
      else if (item.kind === 'panel') panels++
      else if (item.kind !== 'symbol') add(counts, name(item.layer), typeOf(item, r12) ?? '')
      else if (flavour === 'blocks') add(counts, name(item.layer), 'INSERT')
      else for (const part of explodeSymbol(item)) add(counts, name(item.layer), typeOf(part, r12) ?? '')
    }
  }
  const expectPieces = (type: string, count: number) => {
    if (count > 0) add(counts, name('grid'), type, count)
  }
  if (flavour === 'lines') expectPieces('LINE', panels * 4)
  else expectPieces(flavour === 'blocks' ? 'INSERT' : polyline, tiles + panels)
  if (flavour === 'lines' && list.gridLines.length > 0) add(counts, name('grid'), 'LINE', list.gridLines.length)
  if (!r12 && list.counts.cut > 0) add(counts, name('pattern'), 'HATCH', list.counts.cut)
  add(counts, name('noPlot'), polyline)
  return counts
}

type Point = readonly [number, number]

interface Found {
  readonly counts: Counts
  readonly layers: Set<string>
  readonly blocks: Set<string>
  readonly inserted: Set<string>
  readonly used: Set<string>
  readonly handles: Set<number>
  units: string
  low: Point
  high: Point
  /** The box of every point in model space but those of hatches. */
  box: [number, number, number, number]
}

const isNumeric = (code: number): boolean => (code >= 10 && code <= 59) || (code >= 140 && code <= 149) || (code >= 210 && code <= 239)

const newline = 10
const mostNumberBytes = 40

/** Walks over the bytes in pairs of lines without cutting them up: making strings of 10,000 panels' lines cost more than reading them. */
function createReader(bytes: Uint8Array) {
  const size = bytes.length
  let at = 0
  let start = 0
  let end = 0
  // Names repeat by the thousand: one that reads as the last of its code is that string again.
  const last = new Map<number, { readonly start: number; readonly end: number; readonly name: string }>()
  const text = (from: number, to: number) => Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
  const isSame = (from: number, length: number) => {
    for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[start + i]) return false
    return true
  }
  return {
    /** The next group code, or null at the end; its value is then there to be read. */
    next(): number | null {
      if (at >= size) return null
      let code = 0
      let index = at
      for (; index < size; index++) {
        const byte = bytes[index] as number
        if (byte === newline) break
        if (byte < 48 || byte > 57 || code > 9999)
          throw new Error(`"${(text(at, Math.min(size, at + 40)).split('\n')[0] ?? '').slice(0, 20)}" stands where a group code should`)
        code = code * 10 + byte - 48
      }
      if (index >= size) throw new Error('it ends in the middle of a pair')
      if (index === at) throw new Error('a group code is missing')
      start = ++index
      while (index < size && bytes[index] !== newline) index++
      end = index
      at = end + 1
      return code
    },
    value: (): string => text(start, end),
    /** The same, for values that repeat. */
    name(code: number): string {
      const known = last.get(code)
      if (known && known.end - known.start === end - start && isSame(known.start, end - start)) return known.name
      const name = text(start, end)
      last.set(code, { start, end, name })
      return name
    },
    /** A handle as the number its hexadecimal digits say; NaN for anything else. */
    handle(): number {
      let whole = 0
      for (let index = start; index < end; index++) {
        const byte = bytes[index] as number
        const digit = byte <= 57 ? byte - 48 : (byte & ~32) - 55
        if (digit < 0 || digit > 15 || (byte > 57 && digit < 10)) return Number.NaN
        whole = whole * 16 + digit
      }
      return end > start ? whole : Number.NaN
    },
    /** The value as a number; NaN for anything that is not one. */
    number(): number {
      let index = start
      const negative = bytes[index] === 45
      if (negative) index++
      let whole = 0
      let scale = 1
      let digits = 0
      let point = false
      for (; index < end; index++) {
        const byte = bytes[index] as number
        if (byte === 46 && !point) point = true
        else if (byte >= 48 && byte <= 57) {
          whole = whole * 10 + byte - 48
          digits++
          if (point) scale *= 10
        } else break
      }
      // Beyond 15 digits the sum above is no longer exact; whatever else it is, the language decides.
      if (index < end || digits === 0 || digits > 15)
        return end > start && end - start <= mostNumberBytes ? Number(text(start, end)) : Number.NaN
      return negative ? -whole / scale : whole / scale
    },
    atEnd: (): boolean => at >= size,
  }
}

/** Walks through the file once. Throws the rest of a sentence when its structure, a number or a handle is wrong. */
function scan(bytes: Uint8Array, mustClose: ReadonlySet<string>): Found {
  const reader = createReader(bytes)
  const found: Found = {
    counts: new Map(),
    layers: new Set(),
    blocks: new Set(),
    inserted: new Set(),
    used: new Set(),
    handles: new Set(),
    units: '',
    low: [Number.NaN, Number.NaN],
    high: [Number.NaN, Number.NaN],
    box: [Infinity, Infinity, -Infinity, -Infinity],
  }
  const sections = new Set<string>()
  const { box } = found
  let section = ''
  let type = ''
  let layer = ''
  let name = ''
  let closed = false
  let variable = ''
  let ended = false
  // Entities come in long runs of one kind on one layer; a run is counted at once.
  let run = { layer: '', type: '', count: 0 }
  const count = () => {
    if (run.layer === layer && run.type === type) run.count++
    else {
      if (run.count > 0) add(found.counts, run.layer, run.type, run.count)
      run = { layer, type, count: 1 }
      found.used.add(layer)
    }
  }
  const finish = () => {
    if (section === 'ENTITIES' && type !== '') {
      if (type === 'INSERT') found.inserted.add(name)
      if (!closed && (type === 'LWPOLYLINE' || type === 'POLYLINE') && mustClose.has(layer)) throw new Error('an outline is not closed')
      if (type !== 'VERTEX' && type !== 'SEQEND') count()
      else found.used.add(layer)
    } else if (section === 'TABLES' && type === 'LAYER') found.layers.add(name)
    else if (section === 'BLOCKS' && type === 'BLOCK') found.blocks.add(name)
    type = ''
  }
  for (let code = reader.next(); code !== null; code = reader.next()) {
    if (code === 0) {
      const value = reader.name(code)
      finish()
      if (value === 'SECTION') {
        if (reader.next() !== 2) throw new Error('a section has no name')
        section = reader.value()
        if (sections.has(section)) throw new Error(`the section ${section.slice(0, 20)} stands there twice`)
        sections.add(section)
      } else if (value === 'ENDSEC') section = ''
      else if (value === 'EOF') {
        if (!reader.atEnd()) throw new Error('something follows its end')
        ended = true
      } else if (section === '') throw new Error('something stands between its sections')
      type = value === 'SECTION' || value === 'ENDSEC' || value === 'EOF' ? '' : value
      layer = ''
      name = ''
      closed = false
    } else if (section === 'HEADER') {
      const value = reader.value()
      if (code === 9) variable = value
      else if (variable === '$INSUNITS') found.units = value
      else if (variable === '$EXTMIN')
        found.low = code === 10 ? [Number(value), 0] : code === 20 ? [found.low[0], Number(value)] : found.low
      else if (variable === '$EXTMAX')
        found.high = code === 10 ? [Number(value), 0] : code === 20 ? [found.high[0], Number(value)] : found.high
    } else if (code === 8) layer = reader.name(code)
    else if (code === 2) name = reader.name(code)
    else if (code === 70) closed = reader.number() === 1
    else if (code === 5 || code === 105) {
      const handle = reader.handle()
      if (Number.isNaN(handle)) throw new Error(`"${reader.value().slice(0, 20)}" is not a handle`)
      if (found.handles.has(handle)) throw new Error('two objects share a handle')
      found.handles.add(handle)
    } else if (isNumeric(code) && (section === 'ENTITIES' || section === 'BLOCKS')) {
      const number = reader.number()
      if (!Number.isFinite(number)) throw new Error(`a ${type.slice(0, 20)} has the coordinate "${reader.value().slice(0, 20)}"`)
      // A hatch and an R12 polyline begin with a dummy point.
      if (section === 'BLOCKS' || type === 'HATCH' || type === 'POLYLINE') continue
      if (code === 10 || code === 11) {
        if (number < box[0]) box[0] = number
        if (number > box[2]) box[2] = number
      } else if (code === 20 || code === 21) {
        if (number < box[1]) box[1] = number
        if (number > box[3]) box[3] = number
      }
    }
  }
  if (!ended) throw new Error('its end is missing')
  if (run.count > 0) add(found.counts, run.layer, run.type, run.count)
  return found
}

const slackMm = 0.01

/** What is wrong with a written DXF (its bytes, or its text), as one sentence; null when it holds. */
export function findDxfFault(file: Uint8Array | string, list: DrawList, sheet: Sheet, options: DxfOptions): string | null {
  const fault = (what: string) => `The DXF was not written properly: ${what}.`
  const { layers } = options
  let found: Found
  try {
    found = scan(typeof file === 'string' ? Buffer.from(file) : file, new Set([layers.grid.name, layers.outline.name]))
  } catch (error) {
    return fault(error instanceof Error ? error.message : 'it cannot be read back')
  }
  const { low, high, box } = found
  if (found.units !== '4') return fault('its unit is not the millimetre')
  if (![...low, ...high].every(Number.isFinite) || low[0] >= high[0] || low[1] >= high[1]) return fault('its extents are missing')
  if (box[0] < low[0] - slackMm || box[1] < low[1] - slackMm || box[2] > high[0] + slackMm || box[3] > high[1] + slackMm) {
    return fault('something lies outside its extents')
  }
  for (const layer of found.used) if (!found.layers.has(layer)) return fault(`an entity lies on the unknown layer ${layer.slice(0, 40)}`)
  for (const block of found.inserted) if (!found.blocks.has(block)) return fault(`the block ${block.slice(0, 40)} is missing`)
  const expected = expectCounts(list, sheet, options)
  // R12 has no hatch: its lines are as many as the pieces' shapes ask for.
  if (options.version === 'R12') found.counts.delete(`${layers.pattern.name} LINE`)
  for (const key of new Set([...expected.keys(), ...found.counts.keys()])) {
    const [want, have] = [expected.get(key) ?? 0, found.counts.get(key) ?? 0]
    if (want !== have) return fault(`there are ${have} of ${key.slice(0, 60)} instead of ${want}`)
  }
  return null
}
