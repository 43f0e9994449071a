// A design's room and system read with repair. What is kept obeys the ranges the API accepts. Never throws.
import { type GridSystem, type PanelSystem, panelStrategies, type RoomInput, type RoomVertex, type System } from '../design.ts'
import {
  asNumber,
  definedOnly,
  dropUnknown,
  fieldOf,
  isFields,
  type NumberRange,
  type Place,
  readNumber,
  readPair,
  readText,
  readWord,
} from './read-field.ts'
import { pointerTo, type ReadReport } from './report.ts'

export const placeRange: NumberRange = { least: -1e7, most: 1e7 }
export const sizeRange: NumberRange = { least: 0, most: 1e6, above: true }
const gapRange: NumberRange = { least: 0, most: 1e6 }
export const turnRange: NumberRange = { least: -360, most: 360 }
const bulgeRange: NumberRange = { least: -1e7, most: 1e7 }

/** A room, or null where nothing of it can be used. */
export function readRoom(value: unknown, at: { readonly pointer: string; readonly report: ReadReport }): RoomInput | null {
  if (value === undefined || value === null) return null
  if (!isFields(value)) {
    at.report.drop(at.pointer, 'The room is not an object with an outer boundary; left out.')
    return null
  }
  dropUnknown({ ...at, fields: value }, ['outer', 'holes'])
  const outer = readRing(fieldOf(value, 'outer'), { ...at, pointer: pointerTo(at.pointer, 'outer') })
  if (!outer) {
    at.report.drop(at.pointer, 'The room has no usable outer boundary; left out.')
    return null
  }
  const given = fieldOf(value, 'holes')
  if (given === undefined) return { outer }
  const holesAt = pointerTo(at.pointer, 'holes')
  if (!Array.isArray(given)) {
    at.report.drop(holesAt, 'holes is not a list; left out.')
    return { outer }
  }
  const holes = given.map((hole: unknown, i) => readRing(hole, { ...at, pointer: pointerTo(holesAt, i) })).filter((ring) => ring !== null)
  return { outer, holes }
}

/** A ring of at least three usable vertices; null, with the reason reported, when there are fewer. */
function readRing(value: unknown, at: { readonly pointer: string; readonly report: ReadReport }): RoomVertex[] | null {
  if (!Array.isArray(value)) {
    at.report.drop(at.pointer, 'The boundary is not a list of points; left out.')
    return null
  }
  const ring = value
    .map((vertex: unknown, i) => readVertex(vertex, { ...at, pointer: pointerTo(at.pointer, i) }))
    .filter((vertex) => vertex !== null)
  if (ring.length >= 3) return ring
  at.report.drop(at.pointer, `The boundary has ${ring.length} usable points and needs three; left out.`)
  return null
}

function readVertex(value: unknown, at: { readonly pointer: string; readonly report: ReadReport }): RoomVertex | null {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) {
    at.report.drop(at.pointer, 'A point must be [x, y] or [x, y, bulge]; left out.')
    return null
  }
  const x = asNumber(value[0] ?? Number.NaN, placeRange, { ...at, pointer: pointerTo(at.pointer, 0) })
  const y = asNumber(value[1] ?? Number.NaN, placeRange, { ...at, pointer: pointerTo(at.pointer, 1) })
  if (x === undefined || y === undefined) return null
  if (value.length === 2) return [x, y]
  const bulge = asNumber(value[2] ?? Number.NaN, bulgeRange, { ...at, pointer: pointerTo(at.pointer, 2) })
  return bulge === undefined ? [x, y] : [x, y, bulge]
}

const fallback: GridSystem = { kind: 'grid', module: [600, 600] }

/** A system; an unknown or missing one becomes a 600 x 600 grid, and says so. */
export function readSystem(value: unknown, at: { readonly pointer: string; readonly report: ReadReport }): System {
  if (!isFields(value)) {
    at.report.repair(at.pointer, 'The ceiling system is missing; a 600 x 600 grid was put in its place.')
    return fallback
  }
  const place: Place = { ...at, fields: value }
  const kind = fieldOf(value, 'kind')
  if (kind === 'grid') return readGrid(place)
  if (kind === 'panels') return readPanels(place)
  at.report.repair(
    pointerTo(at.pointer, 'kind'),
    `The ceiling system ${JSON.stringify(kind)?.slice(0, 60)} isn't known here; a 600 x 600 grid was put in its place.`,
  )
  return fallback
}

function readGrid(place: Place): GridSystem {
  dropUnknown(place, ['kind', 'module', 'rotationDeg', 'origin', 'firstMainLimitMm', 'catalogue', 'finish'])
  const module = readPair(place, 'module', sizeRange)
  if (!module) place.report.repair(pointerTo(place.pointer, 'module'), 'The module can’t be used; 600 x 600 was put in its place.')
  const rest = definedOnly({
    rotationDeg: readNumber(place, 'rotationDeg', turnRange),
    origin: fieldOf(place.fields, 'origin') === 'best' ? ('best' as const) : readPair(place, 'origin', placeRange),
    firstMainLimitMm: readNumber(place, 'firstMainLimitMm', sizeRange),
    ...readProducts(place),
  })
  return { kind: 'grid', module: module ?? fallback.module, ...rest }
}

function readPanels(place: Place): PanelSystem {
  const numbers = ['perimeterGapMm', 'panelGapMm', 'minMm', 'maxMm', 'aspect'] as const
  dropUnknown(place, ['kind', ...numbers, 'sheetMm', 'wholeMm', 'strategy', 'grid', 'catalogue', 'finish'])
  const whole = fieldOf(place.fields, 'wholeMm')
  if (whole !== undefined && typeof whole !== 'boolean')
    place.report.drop(pointerTo(place.pointer, 'wholeMm'), 'wholeMm is neither true nor false; left out.')
  const rest = definedOnly({
    perimeterGapMm: readNumber(place, 'perimeterGapMm', gapRange),
    panelGapMm: readNumber(place, 'panelGapMm', gapRange),
    minMm: readNumber(place, 'minMm', sizeRange),
    maxMm: readNumber(place, 'maxMm', sizeRange),
    sheetMm: readPair(place, 'sheetMm', sizeRange),
    aspect: readNumber(place, 'aspect', { least: 0, most: 100, above: true }),
    wholeMm: typeof whole === 'boolean' ? whole : undefined,
    strategy: readWord(place, 'strategy', panelStrategies),
    grid: readPair(place, 'grid', { least: 1, most: 1e6, whole: true }),
    ...readProducts(place),
  })
  return { kind: 'panels', ...rest }
}

function readProducts(place: Place) {
  const id = (name: string): string | undefined => readText(place, name, { longest: 64 }) || undefined
  return { catalogue: id('catalogue'), finish: id('finish') }
}
